"""The Roland-Morris questionnaire: when it is asked, who fills it in, who reads it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.additions import before_visit
from booking.models import Appointment, Status
from care.models import CourseOfCare, DisabilityScore, Occasion, RecordAccess, Verb
from care.progress.disability import asked_for
from care.progress.occasions import occasion_due
from care.progress.roland_morris import ITEMS
from patients.models import Patient
from tests.booking.pages import text
from tests.care.people import EVERYBODY, Cast
from tests.care.scoring import session, ticked

pytestmark = pytest.mark.django_db
START, UNDERWAY, END = Occasion.START, Occasion.UNDERWAY, Occasion.END
SECOND = str(ITEMS[1])


@pytest.mark.parametrize(
    ("number", "planned", "answered", "due"),
    [
        (1, None, 0, START),
        (2, None, 1, None),
        (2, None, 0, START),  # the first one was left out
        (3, None, 0, START),
        (4, None, 0, UNDERWAY),
        (4, None, 1, UNDERWAY),
        (5, None, 2, None),
        (8, None, 2, UNDERWAY),
        (6, 6, 2, END),
        (4, 4, 1, END),
        (1, 1, 0, START),
        (2, 2, 0, END),
        (7, 6, 3, None),
        (8, 6, 3, UNDERWAY),  # going on after what was planned
    ],
)
def test_it_is_due_on_these_occasions(
    number: int, planned: int | None, answered: int, due: Occasion | None
) -> None:
    assert occasion_due(number, planned=planned, answered=answered) == due


def test_there_are_twenty_four_sentences() -> None:
    assert len(set(ITEMS)) == 24
    assert all("back" in str(sentence) for sentence in ITEMS)


@pytest.fixture
def first(cast: Cast) -> Appointment:
    """Alice's first visit, tomorrow."""
    return session(cast, -1, status=Status.BOOKED)


def path(appointment: Appointment) -> str:
    return f"/appointments/{appointment.token}/questionnaire/"


def occasion(appointment: Appointment) -> Occasion | None:
    found = asked_for(appointment, timezone.now())
    return found.occasion if found else None


# When


def test_each_visit_has_its_number(cast: Cast) -> None:
    visits = [session(cast, days, status=Status.BOOKED) for days in (-1, -2, -3, -4, -5)]
    ticked(visits[0], 9)

    assert [occasion(one) for one in visits] == [START, None, None, UNDERWAY, None]


def test_a_course_counts_from_its_start(cast: Cast) -> None:
    for days in (50, 40, 30):
        ticked(session(cast, days), 9)
    visits = [session(cast, days, status=Status.BOOKED) for days in (-1, -2)]
    CourseOfCare.objects.create(
        patient=cast.alice,
        therapist=cast.appointment.therapist,
        planned_sessions=2,
        every_days=7,
        starts_on=visits[0].starts_local.date(),
        review_on=date(2100, 1, 1),
    )

    assert [occasion(one) for one in visits] == [START, END]


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_it_is_not_asked_of_who_does_not_come(cast: Cast, status: Status) -> None:
    assert occasion(session(cast, -1, status=status)) is None


def test_the_page_of_the_visit_offers_it_when_due(cast: Cast, first: Appointment) -> None:
    step = next(one for one in before_visit() if "sentences" in one.label)
    second = session(cast, -2, status=Status.BOOKED)

    assert step.path(first) == path(first)
    assert (step.is_offered(first), step.is_done(first), step.in_messages) == (True, False, False)
    ticked(first, 3)
    assert (step.is_offered(second), step.is_done(first)) == (False, True)


# Who has only the link


def test_the_link_is_enough_to_answer(first: Appointment, client: Client) -> None:
    answer = client.post(path(first), {"items": ["2", "5"], "seen": seen(client, first)})

    assert answer.status_code == 303
    row = DisabilityScore.objects.get()
    assert (row.items, row.occasion, bool(row.answered_at)) == ([2, 5], START, True)
    assert "Thank you" in text(client.get(path(first)))


def seen(client: Client, appointment: Appointment, **query: str) -> str:
    page = client.get(path(appointment), query)
    return page.context["seen"] if page.context else ""


def fill(client: Client, appointment: Appointment, *items: int, **more: Any) -> Any:
    typed = {"items": list(items), "seen": seen(client, appointment), **more}
    return client.post(path(appointment), typed)


def test_it_is_saved_in_between(first: Appointment, client: Client) -> None:
    fill(client, first, 2, action="save")

    assert DisabilityScore.objects.get().answered_at is None
    assert text(client.get(path(first))).count("checked") == 1
    fill(client, first, 2, 3)
    assert DisabilityScore.objects.get().items == [2, 3]


def test_another_browser_sees_nothing_of_it(first: Appointment, client: Client) -> None:
    fill(client, first, 2, action="save")
    other = Client()

    page = text(other.get(path(first)))
    assert "checked" not in page
    assert "Sign in to go on" in page


def test_the_link_alone_takes_the_place_of_nothing(cast: Cast, first: Appointment) -> None:
    alices, stranger = cast.browser("alice"), Client()
    fill(alices, first, 2, action="save")

    refused = fill(stranger, first, 7)
    assert refused.status_code == 409
    assert "Sign in to go on" in text(refused)
    assert DisabilityScore.objects.get().items == [2]
    assert fill(alices, first, 2, 3).status_code == 303


def test_without_an_account_another_browser_begins_again(cast: Cast, first: Appointment) -> None:
    fill(Client(), first, 2, action="save")
    Patient.objects.filter(pk=cast.alice.pk).update(account=None)

    assert fill(Client(), first, 7).status_code == 303
    assert DisabilityScore.objects.get().items == [7]


def test_who_has_the_link_does_not_change_what_was_answered(
    first: Appointment, client: Client
) -> None:
    fill(client, first, 2)
    other = Client()

    page = text(other.get(path(first), {"change": "yes"}))
    assert "Thank you" in page
    assert SECOND not in page
    assert other.post(path(first), {"items": ["7"], "seen": ""}).status_code == 409
    refused = RecordAccess.objects.get(verb=Verb.REFUSED)
    assert refused.patient_key == first.patient_id
    assert DisabilityScore.objects.get().items == [2]


def test_it_can_be_changed_for_an_hour(first: Appointment, client: Client) -> None:
    fill(client, first, 2)
    again = {"items": ["3"], "seen": seen(client, first, change="yes")}
    assert client.post(path(first), again).status_code == 303
    DisabilityScore.objects.update(answered_at=timezone.now() - timedelta(minutes=61))

    assert client.post(path(first), {**again, "items": ["4"]}).status_code == 409
    assert DisabilityScore.objects.get().items == [3]


def test_the_second_of_two_tabs_is_told(first: Appointment, client: Client) -> None:
    fill(client, first, 2, action="save")
    old = seen(client, first)
    fill(client, first, 2, 3, action="save")

    answer = client.post(path(first), {"items": ["7"], "seen": old})
    page = text(answer)
    assert answer.status_code == 409
    assert "saved on another screen" in page
    assert page.count("checked") == 1
    # It shows what the other one ticked.
    assert RecordAccess.objects.latest("pk").verb == Verb.READ
    assert DisabilityScore.objects.get().items == [2, 3]
    again = {"items": ["7"], "seen": answer.context["seen"]}
    assert client.post(path(first), again).status_code == 303


@pytest.mark.parametrize("item", ["0", "25", "-1", "x", "9" * 400, "\0"])
def test_a_sentence_that_is_none_is_refused(first: Appointment, client: Client, item: str) -> None:
    assert fill(client, first, 2, action="save").status_code == 303
    answer = client.post(path(first), {"items": ["2", item], "seen": seen(client, first)})

    assert answer.status_code == 422
    assert DisabilityScore.objects.get().items == [2]


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(first: Appointment, client: Client, method: str) -> None:
    assert getattr(client, method)(path(first)).status_code == 200
    assert not DisabilityScore.objects.exists()


def test_it_says_when_nothing_is_asked(cast: Cast, client: Client) -> None:
    ticked(session(cast, 30), 5)

    assert "Nothing to fill in" in text(client.get(path(session(cast, -1, status="booked"))))
    assert client.get(f"/appointments/{'x' * 43}/questionnaire/").status_code == 404


# Who reads it


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_her_account_reads_the_score(
    cast: Cast, first: Appointment, client: Client, name: str
) -> None:
    fill(client, first, 2, 3)

    page = text(cast.browser(name).get(path(first)))
    assert ("You ticked <strong>2</strong>" in page) is (name == "alice")
    reads = RecordAccess.objects.filter(verb=Verb.READ)
    assert reads.count() == (1 if name == "alice" else 0)


@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (302, 403, 403, 200, 404, 403, 404), strict=True)]
)
def test_the_tablet_is_the_therapists(
    cast: Cast, first: Appointment, name: str, status: int
) -> None:
    here = f"/care/patients/{cast.alice.pk}/sessions/{first.pk}/questionnaire/"
    browser = cast.browser(name)

    assert browser.get(here).status_code == status
    posted = browser.post(here, {"items": ["1"], "seen": seen(Client(), first)})
    assert DisabilityScore.objects.exists() is (name == "maya")
    assert posted.status_code == {"maya": 303, "anonymous": 401}.get(name, status)
    verbs = set(RecordAccess.objects.values_list("verb", flat=True))
    assert verbs == ({Verb.READ, Verb.WRITE} if name == "maya" else {Verb.REFUSED})


def test_the_tablet_knows_no_session_of_another(cast: Cast, maya: Client) -> None:
    dans = session(cast, 3, patient=cast.dan)

    here = f"/care/patients/{cast.alice.pk}/sessions/{dans.pk}/questionnaire/"
    assert maya.get(here).status_code == 404
