"""One tap starts a session, one finishes it; two taps or two devices double nothing."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment, Status
from care.models import Part, RecordAccess, Verb
from tests.care.people import EVERYBODY
from tests.factories import desk
from tests.roster.rosters import Roster, page_text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(roster: Roster) -> Appointment:
    """Alice's, soon."""
    return roster.session(5, patient=roster.alice)


def at(session: Appointment, verb: str) -> str:
    return f"/roster/sessions/{session.pk}/{verb}/"


def status_of(session: Appointment) -> str:
    session.refresh_from_db()
    return session.status


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        (("arrive",), Status.ARRIVED),
        (("start",), Status.IN_SESSION),
        (("arrive", "start", "complete"), Status.COMPLETED),
    ],
)
def test_it_follows_the_session(
    maya: Client, session: Appointment, verbs: tuple[str, ...], status: Status
) -> None:
    for verb in verbs:
        response = maya.post(at(session, verb))
        assert response.status_code == HTTPStatus.SEE_OTHER
        assert response["Location"] == f"/roster/#session-{session.pk}"
    assert status_of(session) == status


def test_a_second_tap_is_answered_like_the_first(maya: Client, session: Appointment) -> None:
    answers = [maya.post(at(session, "start")).status_code for _ in range(2)]
    assert answers == [HTTPStatus.SEE_OTHER] * 2
    assert session.events.filter(kind="started").count() == 1


def test_who_comes_second_is_told(maya: Client, session: Appointment, roster: Roster) -> None:
    actor = desk(roster.users["bob"])
    lifecycle.start(appointment=session, now=timezone.now(), actor=actor)
    response = maya.post(at(session, "start"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "This session was started at" in page_text(response)
    assert session.events.filter(kind="started").count() == 1


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (Status.CANCELLED, "start"),
        (Status.NO_SHOW, "start"),
        (Status.COMPLETED, "start"),
        (Status.IN_SESSION, "arrive"),
        (Status.BOOKED, "complete"),
    ],
)
def test_it_expects_the_state_that_was_on_the_screen(
    maya: Client, session: Appointment, status: Status, verb: str
) -> None:
    Appointment.objects.filter(pk=session.pk).update(status=status)
    response = maya.post(at(session, verb))
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"It is now: {status.label.lower()}." in page_text(response)
    assert status_of(session) == status


def test_tomorrow_cannot_begin_today(maya: Client, roster: Roster) -> None:
    session = roster.session(24 * 60)
    assert maya.post(at(session, "start")).status_code == HTTPStatus.CONFLICT


def test_a_tap_can_be_undone_and_twice_is_once(maya: Client, session: Appointment) -> None:
    maya.post(at(session, "start"))
    event = session.events.latest("pk").pk
    answers = [maya.post(at(session, f"undo/{event}")).status_code for _ in range(2)]
    assert answers == [HTTPStatus.SEE_OTHER] * 2
    assert status_of(session) == Status.BOOKED


def test_only_steps_are_undone_here(maya: Client, roster: Roster) -> None:
    lifecycle.write_note(
        appointment=roster.appointment, note="Bus", now=timezone.now(), actor=desk()
    )
    event = roster.appointment.events.latest("pk").pk
    response = maya.post(at(roster.appointment, f"undo/{event}"))
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_undo_is_refused_when_something_else_came_after(maya: Client, session: Appointment) -> None:
    maya.post(at(session, "start"))
    event = session.events.latest("pk").pk
    maya.post(at(session, "complete"))
    assert maya.post(at(session, f"undo/{event}")).status_code == HTTPStatus.CONFLICT
    assert status_of(session) == Status.COMPLETED


def test_after_it_the_note_is_offered(maya: Client, session: Appointment) -> None:
    for verb in ("start", "complete"):
        maya.post(at(session, verb))
    page = maya.get("/roster/")
    link = f'href="/care/patients/{session.patient_id}/sessions/{session.pk}/note/"'
    assert page.text.count(link) == 2
    assert "Write the note" in page_text(page)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("verb", ["start", "undo/1"])
def test_it_is_for_who_treats(roster: Roster, session: Appointment, name: str, verb: str) -> None:
    if name == "maya":
        return
    response = roster.browser(name).post(at(session, verb))
    expected = {"jonas": 404, "anonymous": 302}.get(name, 403)
    assert response.status_code == expected
    assert status_of(session) == Status.BOOKED
    row = RecordAccess.objects.get()
    assert (row.verb, row.part) == (Verb.REFUSED, Part.ROSTER)
    assert row.patient_key == (roster.alice.pk if name == "jonas" else None)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
@pytest.mark.parametrize("verb", ["start", "undo/1", "undo/" + "9" * 30])
def test_it_knows_no_session_that_is_not_there(maya: Client, number: str, verb: str) -> None:
    assert maya.post(f"/roster/sessions/{number}/{verb}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("verb", ["vanish", "no-show", "undo/" + "9" * 30])
def test_it_knows_no_other_step(maya: Client, session: Appointment, verb: str) -> None:
    assert maya.post(at(session, verb)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("verb", ["start", "undo/1"])
def test_only_looking_changes_nothing(maya: Client, session: Appointment, verb: str) -> None:
    assert maya.get(at(session, verb)).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert status_of(session) == Status.BOOKED


def test_yesterdays_session_can_still_be_finished(maya: Client, roster: Roster) -> None:
    session = roster.session(-24 * 60, Status.IN_SESSION)
    response = maya.post(at(session, "complete"))
    yesterday = roster.today - timedelta(days=1)
    assert response["Location"] == f"/roster/{yesterday}/#session-{session.pk}"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("maya", "/roster/"),
        ("bob", "/admin/schedule/"),
        ("mona", "/admin/schedule/"),
        ("alice", "/appointments/"),
    ],
)
def test_everybody_lands_where_they_work(roster: Roster, name: str, path: str) -> None:
    assert roster.browser(name).get("/accounts/after-sign-in/")["Location"] == path
