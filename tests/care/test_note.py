"""The page of a session's note: writing it, two devices, signing, what is added, who may what."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import Appointment
from care.models import NoteTemplate, PainScore, RecordAccess, SessionNote, Verb
from tests.care.notes import WORDS, attend, draft, signed
from tests.care.people import EVERYBODY, Cast
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
IN_BACKGROUND = {"HX-Request": "true"}


@pytest.fixture
def session(appointment: Appointment) -> Appointment:
    return attend(appointment)


def at(session: Appointment, page: str = "note") -> str:
    return reverse(f"care:{page}", args=(session.patient_id, session.pk))


def typed(edition: int = 0, **fields: Any) -> dict[str, Any]:
    return {"edition": edition, "subjective": "Stiff since Monday", "plan": "Ice", **fields}


def save(maya: Client, session: Appointment, **fields: Any) -> Any:
    return maya.post(at(session, "note_save"), typed(**fields), headers=IN_BACKGROUND)


def test_it_is_written_and_kept(maya: Client, session: Appointment) -> None:
    fields: dict[str, Any] = {
        "usual": ["Stretching", "Friction"],
        "techniques": "slowly\r\nand long",
        "areas": ["low_back_left"],
        "pain_before": "0",
        "pain_after": "",
    }
    answer = maya.post(at(session, "note_save"), typed(**fields))

    assert (answer.status_code, answer["Location"]) == (303, at(session))
    content = SessionNote.objects.get().content
    assert content["techniques"] == "Friction, Stretching\nslowly\nand long"
    assert (content["areas"], content["pain_before"]) == (["low_back_left"], 0)
    assert content["pain_after"] is None
    page = maya.get(at(session)).text
    for part in ("Stiff since Monday", "slowly\nand long", 'value="low_back_left" checked'):
        assert part in page


def test_it_repeats_the_pain_of_the_form(cast: Cast, maya: Client, session: Appointment) -> None:
    PainScore.objects.create(
        patient=cast.alice, appointment=session, source="intake", value=0, at=session.starts_at
    )

    assert "In the form before the visit: 0" in maya.get(at(session)).text


def test_it_is_kept_in_the_background(maya: Client, session: Appointment) -> None:
    answer = save(maya, session)

    assert (answer.status_code, answer["X-Note"]) == (200, "saved")
    assert re.search(r"Saved \d+:\d\d [ap]m", answer.text)
    assert 'name="edition" value="1"' in answer.text
    assert "Stiff since Monday" not in answer.text


def test_the_second_device_sees_both(cast: Cast, maya: Client, session: Appointment) -> None:
    draft(cast, session)
    answer = save(maya, session, plan="Heat")

    assert (answer.status_code, answer["X-Note"]) == (409, "refused")
    assert "changed meanwhile" in answer.text
    assert "Again in a week" in answer.text
    whole = maya.post(at(session, "note_save"), typed(plan="Heat"))
    assert whole.status_code == HTTPStatus.CONFLICT
    assert "Again in a week" in whole.text
    assert "Heat</textarea>" in whole.text
    assert SessionNote.objects.get().content == WORDS


@pytest.mark.parametrize(
    ("choice", "plan"), [("both", "Heat\n\nAgain in a week"), ("mine", "Heat")]
)
def test_two_versions_are_settled(
    cast: Cast, maya: Client, session: Appointment, choice: str, plan: str
) -> None:
    draft(cast, session)
    answer = maya.post(at(session, "note_save"), typed(plan="Heat", resolve=choice, over="1"))

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert SessionNote.objects.get().content["plan"] == plan


def test_a_third_version_is_not_lost(cast: Cast, maya: Client, session: Appointment) -> None:
    draft(cast, session)
    for over in ("0", "2", "", "x", "9" * 40, "²"):
        sent = typed(plan="Heat", resolve="mine", over=over)
        assert maya.post(at(session, "note_save"), sent).status_code == HTTPStatus.CONFLICT
    assert SessionNote.objects.get().content == WORDS


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"pain_before": "11"}, "A pain score is a whole number from 0 to 10."),
    ({"pain_after": "-1"}, "A pain score is a whole number from 0 to 10."),
    ({"areas": ["tail"]}, "This choice does not exist."),
    ({"usual": ["Magic"]}, "This choice does not exist."),
    ({"objective": "x" * 20_001}, "at most 20000 characters"),
    ({"objective": "nul \0"}, "Null characters"),
    *(({"edition": odd}, "This page is out of date.") for odd in ("-1", "9" * 40, "x", "")),
]


def test_it_says_what_is_wrong_and_keeps_the_text(maya: Client, session: Appointment) -> None:
    for fields, sentence in WRONG:
        whole = maya.post(at(session, "note_save"), {**typed(), **fields})
        part = maya.post(at(session, "note_save"), {**typed(), **fields}, headers=IN_BACKGROUND)
        for answer in (whole, part):
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
            assert sentence in answer.text
        assert "Stiff since Monday" in whole.text
        assert part["X-Note"] == "refused"
    assert not SessionNote.objects.exists()


def test_a_session_that_has_not_begun_has_no_note(maya: Client, appointment: Appointment) -> None:
    assert "as soon as the patient has arrived" in maya.get(at(appointment)).text
    answer = maya.post(at(appointment, "note_save"), typed())
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "as soon as the patient has arrived" in answer.text


def test_it_is_signed_after_one_more_look(maya: Client, session: Appointment) -> None:
    asked = maya.post(at(session, "note_save"), typed(sign="on"))
    assert asked["Location"] == at(session, "note_sign")
    page = maya.get(at(session, "note_sign")).text
    assert "What you find" in page.partition("Still empty")[2].partition("</ul>")[0]
    assert not SessionNote.objects.get().is_signed
    maya.post(at(session, "note_sign"), {"edition": 1})

    read = maya.get(at(session)).text
    assert "by Maya Miller. It stays as it is." in read
    assert '<textarea name="plan"' not in read


def test_it_signs_only_what_was_shown(cast: Cast, maya: Client, session: Appointment) -> None:
    draft(cast, session)
    for edition in ("0", "7", "x", ""):
        answer = maya.post(at(session, "note_sign"), {"edition": edition})
        assert answer.status_code == HTTPStatus.CONFLICT
    assert not SessionNote.objects.get().is_signed


def test_typing_on_after_signing_elsewhere_keeps_the_text(
    cast: Cast, maya: Client, session: Appointment
) -> None:
    signed(cast, session)
    answer = maya.post(at(session, "note_save"), typed(edition=1, plan="Typed late"))

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "stays as it is" in answer.text
    assert "Typed late</textarea>" in answer.text
    assert SessionNote.objects.get().content == WORDS


def test_it_is_added_to(cast: Cast, maya: Client, session: Appointment) -> None:
    note = signed(cast, session)
    assert maya.post(at(session, "note_add"), {"text": " "}).status_code == 422
    maya.post(at(session, "note_add"), {"text": "She phoned: better"})

    assert note.addenda.get().text == "She phoned: better"
    assert "She phoned: better" in maya.get(at(session)).text


def test_it_begins_with_a_template(cast: Cast, maya: Client, session: Appointment) -> None:
    template = NoteTemplate.objects.create(
        therapist=session.therapist, name="Short", content={"plan": "Walk"}
    )
    maya.post(at(session, "note_begin"), {"edition": 0, "begin": template.pk, "pain_before": "4"})

    content = SessionNote.objects.get().content
    assert (content["plan"], content["pain_before"]) == ("Walk", 4)


@pytest.mark.parametrize(
    ("how", "plan"), [("replace", "Again in a week"), ("keep", "Ice\n\nAgain in a week")]
)
def test_it_asks_before_it_overwrites(
    cast: Cast, clinic: Clinic, maya: Client, session: Appointment, how: str, plan: str
) -> None:
    signed(cast, session)
    today = attend(clinic.book(clinic.at(10, days=2), cast.alice))
    asked = maya.post(at(today, "note_begin"), typed(begin="last"))
    note = SessionNote.objects.get(appointment=today)
    assert "You have begun this note" in asked.text
    assert note.content["plan"] == "Ice"
    maya.post(at(today, "note_begin"), {"begin": "last", "how": how, "edition": note.edition})

    note.refresh_from_db()
    assert note.content["plan"] == plan


def test_it_does_not_overwrite_what_was_not_seen(
    cast: Cast, clinic: Clinic, maya: Client, session: Appointment
) -> None:
    signed(cast, session)
    today = attend(clinic.book(clinic.at(10, days=2), cast.alice))
    draft(cast, today, plan="Typed")
    for edition in ("0", "", "x"):
        answer = maya.post(
            at(today, "note_begin"), {"begin": "last", "how": "replace", "edition": edition}
        )
        assert answer.status_code == HTTPStatus.CONFLICT
    assert SessionNote.objects.get(appointment=today).content["plan"] == "Typed"


def test_it_begins_with_nothing_unknown(clinic: Clinic, maya: Client, session: Appointment) -> None:
    anothers = NoteTemplate.objects.create(therapist=clinic.therapists[1], name="Jonas’s")
    for begin in ("", "x", "00000000-0000-4000-8000-000000000000", str(anothers.pk)):
        answer = maya.post(at(session, "note_begin"), typed(begin=begin))
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert RecordAccess.objects.latest("pk").verb == Verb.REFUSED


def test_only_what_was_written_is_noted_as_that(
    cast: Cast, maya: Client, session: Appointment
) -> None:
    signed(cast, session)
    maya.post(at(session, "note_save"), typed(edition=1))
    maya.post(at(session, "note_sign"), {"edition": "7"})
    maya.post(at(session, "note_add"), {"text": " "})
    maya.get(at(session, "note_add"))
    maya.post(at(session, "note_add"), {"text": "She phoned: better"})

    verbs = list(RecordAccess.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.READ, Verb.WRITE, Verb.READ, Verb.REFUSED, Verb.WRITE]


PAGES = {
    "note": ("get", (302, 403, 403, 200, 404, 403, 404)),
    "note_save": ("post", (401, 403, 403, 303, 404, 403, 404)),
    "note_begin": ("post", (401, 403, 403, 200, 404, 403, 404)),
    "note_sign": ("get", (302, 403, 403, 200, 404, 403, 404)),
    "note_add": ("post", (401, 403, 403, 422, 404, 403, 404)),
}


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_therapist_opens_it(
    cast: Cast, clinic: Clinic, session: Appointment, name: str
) -> None:
    template = NoteTemplate.objects.create(therapist=session.therapist, name="Short")
    browser = cast.browser(name)
    for page, (method, statuses) in PAGES.items():
        sent = typed(begin=template.pk) if method == "post" else None
        answer = getattr(browser, method)(at(session, page), sent)
        assert answer.status_code == statuses[EVERYBODY.index(name)], page
        row = RecordAccess.objects.latest("pk")
        wanted = {Verb.READ, Verb.WRITE} if name == "maya" else {Verb.REFUSED}
        whose = None if name == "anonymous" else cast.alice.pk
        assert (row.verb in wanted, row.patient_key) == (True, whose)
        assert answer.status_code >= 403 or "no-store" in answer["Cache-Control"]


@pytest.fixture
def colleague(cast: Cast, clinic: Clinic, session: Appointment, jonas: Client) -> Client:
    """Jonas, who treats Alice, too."""
    clinic.book(clinic.at(13), cast.alice, therapist=clinic.therapists[1])
    return jonas


def test_a_colleague_reads_and_does_not_write(
    cast: Cast, session: Appointment, colleague: Client
) -> None:
    draft(cast, session)
    page = colleague.get(at(session))
    assert "Again in a week" in page.text
    assert "A draft, not signed yet" in page.text
    # The one form is the switch of the language.
    assert page.text.count("<form") == page.text.count('<form class="language"')
    for action in ("note_save", "note_begin", "note_sign"):
        refused = colleague.post(at(session, action), typed(edition=1, begin="last"))
        assert refused.status_code == HTTPStatus.FORBIDDEN
        assert "Only the therapist of this session writes its note." in refused.text
        assert RecordAccess.objects.latest("pk").verb == Verb.REFUSED
    assert SessionNote.objects.get().content == WORDS


def test_a_colleague_adds(cast: Cast, session: Appointment, colleague: Client) -> None:
    note = signed(cast, session)
    assert 'name="text"' in colleague.get(at(session)).text
    colleague.post(at(session, "note_add"), {"text": "Seen, too"})

    assert note.addenda.get().author == cast.users["jonas"]


def test_who_is_signed_out_is_told_in_the_background(session: Appointment) -> None:
    assert save(Client(), session).status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("patient", ["own", "other", "huge"])
def test_odd_addresses_are_nowhere(
    cast: Cast, clinic: Clinic, maya: Client, session: Appointment, patient: str
) -> None:
    # Maya treats Dan, too: the session must be that patient's.
    clinic.book(clinic.at(13), cast.dan)
    keys = {"own": cast.alice.pk, "other": cast.dan.pk, "huge": 10**30}
    appointment = 10**30 if patient == "own" else session.pk
    for page, (method, _) in PAGES.items():
        url = reverse(f"care:{page}", args=(keys[patient], appointment))
        assert getattr(maya, method)(url).status_code == HTTPStatus.NOT_FOUND, page


def test_looking_changes_nothing(maya: Client, session: Appointment) -> None:
    for page in PAGES:
        maya.get(at(session, page))
        maya.head(at(session, page))

    assert not SessionNote.objects.exists()
