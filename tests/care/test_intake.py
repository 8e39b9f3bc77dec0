"""The intake from the first page to the last, and who may see what of it."""

from http import HTTPStatus
from itertools import pairwise

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.models import Appointment
from care.models import Consent, Intake, PainScore, PainSource, Part, RecordAccess, Verb
from tests.care.intakes import PAGES, WORDS, address, edition_of, fill_in, post, send, sign
from tests.care.people import EVERYBODY, Cast
from tests.factories import NOW, SYSTEM, Clinic

pytestmark = pytest.mark.django_db(transaction=True)


def intake_of(appointment: Appointment) -> Intake:
    return Intake.objects.get(appointment=appointment)


def text_of(client: Client, appointment: Appointment, page: str = "") -> str:
    return client.get(address(appointment, page), follow=True).content.decode()


def test_it_goes_from_page_to_page(alices: Client, appointment: Appointment) -> None:
    pages = [*PAGES, "consent"]
    for page, following in pairwise(pages):
        response = post(alices, appointment, page, **PAGES[page])
        assert response["Location"] == address(appointment, following)
    assert sign(alices, appointment)["Location"] == address(appointment, "thanks")


def test_it_keeps_every_answer(alices: Client, appointment: Appointment) -> None:
    answers = send(alices, appointment).answers

    assert answers["reason"] == WORDS
    assert (answers["pain_now"], answers["pain_worst"]) == (6, 8)
    assert answers["areas"] == ["low_back_left", "sacrum"]
    assert answers["cautions"] == ["blood_thinners"]
    assert (answers["pressure"], answers["avoid"], answers["wish"]) == (
        "medium",
        ["face"],
        "the neck",
    )
    assert answers["red_flags"] == []


def test_it_is_signed_with_a_name_and_a_date(alices: Client, cast: Cast) -> None:
    send(alices, cast.appointment)

    consents = Consent.objects.standing()
    assert {consent.text.kind for consent in consents} == {"treatment", "record"}
    assert {consent.signed_name for consent in consents} == {"Alice Archer"}
    assert {consent.given_by for consent in consents} == {cast.users["alice"]}


@pytest.mark.parametrize("typed", [{"signed_name": " "}, {"agree": ""}])
def test_it_is_not_sent_unsigned(
    alices: Client, appointment: Appointment, typed: dict[str, str]
) -> None:
    fill_in(alices, appointment)
    unsigned = post(alices, appointment, "consent", **typed)

    assert unsigned.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert intake_of(appointment).submitted_at is None
    assert not Consent.objects.exists()


def test_it_names_what_is_still_open(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "safety", none_of_these="on")
    refused = sign(alices, appointment)

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert address(appointment, "reason") in refused.content.decode()  # type: ignore[attr-defined]


def test_it_scores_the_pain_and_corrects_the_score(
    alices: Client, appointment: Appointment
) -> None:
    send(alices, appointment)
    assert PainScore.objects.get(source=PainSource.INTAKE).value == 6

    post(alices, appointment, "pain", pain_now="4")
    assert PainScore.objects.get(source=PainSource.INTAKE).value == 4
    post(alices, appointment, "pain", pain_now="")
    assert not PainScore.objects.exists()


def test_a_draft_is_saved_by_itself(alices: Client, appointment: Appointment) -> None:
    saved = post(alices, appointment, "reason", reason=WORDS, autosave="1")

    assert saved.status_code == HTTPStatus.OK
    assert 'value="1" hx-swap-oob' in saved.content.decode()  # type: ignore[attr-defined]
    assert intake_of(appointment).answers["reason"] == WORDS
    assert WORDS in text_of(alices, appointment, "reason")


def test_saving_the_same_twice_changes_nothing(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "reason", reason=WORDS)
    again = post(alices, appointment, "reason", edition=0, reason=WORDS)

    assert again.status_code == HTTPStatus.SEE_OTHER
    assert edition_of(appointment) == 1


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ("safety", {"red_flags": ["hiccups"]}),
        ("safety", {}),
        ("reason", {"since": "ever"}),
        ("reason", {"reason": "a\0b"}),
        ("reason", {"reason": "x" * 2001}),
        ("pain", {"areas": ["elbow"]}),
        ("pain", {"pain_now": "11"}),
        ("pain", {"pain_now": "9" * 400}),
        ("health", {"cautions": ["pregnancy", ""]}),
        ("wishes", {"avoid": ["\0"]}),
        ("reason", {"edition": "x", "reason": WORDS}),
        ("reason", {"edition": "9" * 30, "reason": WORDS}),
    ],
)
def test_it_refuses_odd_answers_in_words(
    alices: Client, appointment: Appointment, asked: str, typed: dict[str, object]
) -> None:
    refused = post(alices, appointment, asked, **typed)

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "invalid-feedback" in refused.content.decode()  # type: ignore[attr-defined]
    assert not Intake.objects.exists()


def test_the_second_tab_is_told_and_loses_nothing(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "reason", edition=0, reason="from the first tab")
    second = post(alices, appointment, "reason", edition=0, reason="from the second tab")

    page = second.content.decode()  # type: ignore[attr-defined]
    assert second.status_code == HTTPStatus.CONFLICT
    assert "from the second tab" in page
    assert 'id="edition" value="1"' in page
    assert intake_of(appointment).answers["reason"] == "from the first tab"


def test_looking_changes_nothing(alices: Client, appointment: Appointment) -> None:
    for page in ("", *PAGES, "consent", "doctor", "thanks"):
        assert alices.get(address(appointment, page)).status_code < HTTPStatus.BAD_REQUEST
        assert alices.head(address(appointment, page)).status_code < HTTPStatus.BAD_REQUEST
    assert alices.get(address(appointment, "anew")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert not Intake.objects.exists()


def test_the_link_alone_goes_on_where_it_began(appointment: Appointment) -> None:
    phone = Client()
    send(phone, appointment)

    assert WORDS in text_of(phone, appointment)
    assert WORDS in text_of(phone, appointment, "reason")
    assert Consent.objects.filter(given_by=None).count() == 2


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != "alice"])
@pytest.mark.parametrize("is_sent", [False, True])
def test_the_link_alone_reads_nothing_written_elsewhere(
    cast: Cast, alices: Client, name: str, is_sent: bool
) -> None:
    (send if is_sent else fill_in)(alices, cast.appointment)
    stranger = cast.browser(name)
    before = RecordAccess.objects.count()

    for page in ("", *PAGES, "consent", "thanks"):
        shown = text_of(stranger, cast.appointment, page)
        assert WORDS not in shown
        assert "almond" not in shown
    assert set(
        RecordAccess.objects.order_by("pk")[before:].values_list("verb", "part", "patient_key")
    ) == {(Verb.REFUSED, Part.INTAKE, cast.alice.pk)}


def test_each_refused_try_leaves_a_row(cast: Cast, alices: Client) -> None:
    fill_in(alices, cast.appointment)
    for page in ("", "reason"):
        before = RecordAccess.objects.count()
        Client().get(address(cast.appointment, page))
        assert RecordAccess.objects.count() == before + 1


def test_the_link_alone_writes_over_nothing(cast: Cast, alices: Client) -> None:
    fill_in(alices, cast.appointment)
    refused = post(Client(), cast.appointment, "reason", reason="mine now")

    assert refused.status_code == HTTPStatus.CONFLICT
    assert "mine now" in refused.content.decode()  # type: ignore[attr-defined]
    assert intake_of(cast.appointment).answers["reason"] == WORDS


def test_the_link_alone_may_begin_again(appointment: Appointment) -> None:
    fill_in(Client(), appointment, safety={"red_flags": ["fever"]})
    laptop = Client()
    begun = laptop.post(address(appointment, "anew"))

    assert begun["Location"] == address(appointment, "safety")
    assert intake_of(appointment).answers == {}
    assert intake_of(appointment).call_before_visit
    assert send(laptop, appointment).submitted_at


def test_the_link_alone_destroys_nothing_of_the_account(
    alices: Client, appointment: Appointment
) -> None:
    fill_in(alices, appointment)
    stranger = Client()
    assert "Begin again" not in text_of(stranger, appointment)

    stranger.post(address(appointment, "anew"))
    assert intake_of(appointment).answers["reason"] == WORDS


def test_what_was_sent_is_not_begun_again(alices: Client, appointment: Appointment) -> None:
    send(alices, appointment)
    Client().post(address(appointment, "anew"))

    assert intake_of(appointment).answers["reason"] == WORDS


def test_signed_in_one_reads_what_the_link_wrote(alices: Client, appointment: Appointment) -> None:
    phone = Client()
    send(phone, appointment)
    assert WORDS in text_of(alices, appointment)

    post(alices, appointment, "reason", reason="in other words")
    assert "in other words" not in text_of(phone, appointment)


def test_a_wrong_token_leads_nowhere(alices: Client, appointment: Appointment) -> None:
    for path in ("", "reason/", "thanks/", "doctor/"):
        url = f"/appointments/{'x' * 43}/intake/{path}"
        assert alices.get(url).status_code == HTTPStatus.NOT_FOUND
    assert alices.get(address(appointment, "shoes")).status_code == HTTPStatus.NOT_FOUND


def test_every_look_and_every_writing_leaves_a_row(cast: Cast, alices: Client) -> None:
    post(alices, cast.appointment, "reason", reason=WORDS)
    alices.get(address(cast.appointment, "reason"))

    rows = RecordAccess.objects.order_by("pk")
    assert [row.verb for row in rows] == [Verb.WRITE, Verb.READ]
    assert {row.user_key for row in rows} == {cast.users["alice"].pk}
    assert {row.row_key for row in rows} == {intake_of(cast.appointment).pk}


def begin_session(appointment: Appointment) -> None:
    appointment.refresh_from_db()
    lifecycle.start(appointment=appointment, now=appointment.starts_at, actor=SYSTEM)


def test_it_closes_when_the_session_begins(alices: Client, appointment: Appointment) -> None:
    send(alices, appointment)
    begin_session(appointment)

    late = post(alices, appointment, "reason", reason="one more thing")
    assert late.status_code == HTTPStatus.CONFLICT
    assert "one more thing" in late.content.decode()  # type: ignore[attr-defined]
    page = text_of(alices, appointment)
    assert "Sent on" in page
    assert WORDS in page
    assert "Change" not in page


def test_it_is_gone_with_the_appointment(alices: Client, appointment: Appointment) -> None:
    lifecycle.cancel(appointment=appointment, now=NOW, actor=SYSTEM, reason="")

    assert alices.get(address(appointment)).status_code == HTTPStatus.GONE
    late = post(alices, appointment, "reason", reason=WORDS)
    assert late.status_code == HTTPStatus.CONFLICT
    assert not Intake.objects.exists()


def test_nothing_clinical_is_left_in_the_browser(appointment: Appointment) -> None:
    phone = Client()
    send(phone, appointment)

    kept = f"{phone.cookies} {dict(phone.session)}"
    assert "gardening" not in kept
    assert "almond" not in kept


def test_nothing_of_it_is_kept_in_a_cache(alices: Client, appointment: Appointment) -> None:
    send(alices, appointment)

    for page in ("", "reason", "thanks"):
        assert "no-store" in alices.get(address(appointment, page))["Cache-Control"]


def test_the_page_of_the_appointment_leads_to_it(alices: Client, appointment: Appointment) -> None:
    manage = f"/appointments/{appointment.token}/"
    assert f'href="{address(appointment)}"' in alices.get(manage).content.decode()

    send(alices, appointment)
    assert "therapist: done" in alices.get(manage).content.decode()


def test_it_takes_few_queries_however_often_one_came(
    cast: Cast,
    clinic: Clinic,
    alices: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for hour in (10, 12, 14):
        sent = clinic.book(clinic.at(hour, days=4), cast.alice)
        send(alices, sent, changed={"new_reason": "yes", "changed": "yes"})

    for page in ("", *PAGES, "consent"):
        with django_assert_max_num_queries(9):
            alices.get(address(cast.appointment, page))
