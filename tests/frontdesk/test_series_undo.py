"""The desk takes back, at once, what it has cancelled of a course."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment, AppointmentEvent, Series, Status
from frontdesk.panel import QUIET
from reminders import outbox
from tests.booking.courses import book_course, sessions_at, sessions_of
from tests.booking.rows import tell_what_is_due
from tests.factories import Clinic, desk, make_patient
from tests.frontdesk.panels import SCHEDULE, booked, soon, text

pytestmark = pytest.mark.django_db(transaction=True)
UNHEARD = "booked again. The patient heard nothing."


@pytest.fixture
def course(clinic: Clinic) -> Series:
    """Three sessions that the patient knows of."""
    starts = [soon(clinic, 10, days=3 + 7 * number) for number in range(3)]
    series = book_course(clinic, sessions_at(clinic, *starts), now=timezone.now())
    tell_what_is_due(timezone.now())
    return series


def cancelled(bob: Client, course: Series, first: int = 0) -> str:
    """Cancels the rest, and says where that is taken back."""
    shown = [f"{one.pk}:{one.sequence}:{one.status}" for one in sessions_of(course)[first:]]
    address = f"{SCHEDULE}series/{course.pk}/cancel/"
    page = text(bob.post(address, {"session": shown, "save": "1", "tell": "yes"}, follow=True))
    found = re.search(rf'action="({SCHEDULE}series/{course.pk}/undo/\d+/)"', page)
    assert found, page
    return found[1]


def statuses(course: Series) -> set[str]:
    return {one.status for one in sessions_of(course)}


def test_all_of_them_are_booked_again(bob: Client, course: Series) -> None:
    undo = cancelled(bob, course)
    assert f"3 sessions are {UNHEARD}" in text(bob.post(undo, follow=True))
    assert statuses(course) == {Status.BOOKED}
    assert not any(one.cancelled_late for one in sessions_of(course))
    assert "series_cancellation" not in tell_what_is_due(timezone.now() + QUIET)


def test_the_patient_hears_when_nobody_undoes(bob: Client, course: Series) -> None:
    cancelled(bob, course)
    assert "series_cancellation" not in tell_what_is_due(timezone.now())
    assert "series_cancellation" in tell_what_is_due(timezone.now() + QUIET)


def test_only_what_was_cancelled_with_it_comes_back(bob: Client, course: Series) -> None:
    undo = cancelled(bob, course, first=2)
    Appointment.objects.filter(pk=sessions_of(course)[0].pk).update(status=Status.CANCELLED)
    assert f"1 session is {UNHEARD}" in text(bob.post(undo, follow=True))
    assert [one.status for one in sessions_of(course)] == ["cancelled", "booked", "booked"]


def test_a_confirmation_that_it_silenced_goes_after_all(bob: Client, clinic: Clinic) -> None:
    course = book_course(clinic, sessions_at(clinic, soon(clinic, 10)), now=timezone.now())
    undo = cancelled(bob, course)
    for message in outbox.claim(now=timezone.now()):
        outbox.record_withdrawn(message, reason="No session of it is booked and still to come.")
    bob.post(undo)
    assert tell_what_is_due(timezone.now()) == ["series_confirmation"]


def test_it_is_too_late_after_a_while(bob: Client, course: Series) -> None:
    undo = cancelled(bob, course)
    AppointmentEvent.objects.update(at=timezone.now() - lifecycle.UNDO_WITHIN * 2)
    assert "It is too late to undo this." in text(bob.post(undo, follow=True))
    assert statuses(course) == {Status.CANCELLED}


def test_it_is_too_late_once_the_patient_knows(bob: Client, course: Series) -> None:
    undo = cancelled(bob, course)
    tell_what_is_due(timezone.now() + QUIET)
    assert "It is too late to undo this." in text(bob.post(undo, follow=True))
    assert statuses(course) == {Status.CANCELLED}


def test_one_place_that_is_taken_brings_none_back(
    bob: Client, clinic: Clinic, course: Series
) -> None:
    undo = cancelled(bob, course)
    booked(clinic, sessions_of(course)[2].starts_at, patient=make_patient())
    assert "Somebody else has this time by now." in text(bob.post(undo, follow=True))
    assert statuses(course) == {Status.CANCELLED}


def test_it_is_not_undone_twice(bob: Client, course: Series) -> None:
    undo = cancelled(bob, course)
    assert UNHEARD in text(bob.post(undo, follow=True))
    assert "has changed meanwhile" in text(bob.post(undo, follow=True))
    assert statuses(course) == {Status.BOOKED}


@pytest.mark.parametrize("version", ["0", "7", "9" * 30])
def test_what_never_was_is_not_undone(bob: Client, course: Series, version: str) -> None:
    cancelled(bob, course)
    address = f"{SCHEDULE}series/{course.pk}/undo/{version}/"
    assert "has changed meanwhile" in text(bob.post(address, follow=True))


def test_what_was_booked_together_is_not_unbooked_by_it(bob: Client, course: Series) -> None:
    with pytest.raises(lifecycle.StateChanged):
        lifecycle.undo_series(series=course, version=0, now=timezone.now(), actor=desk())
