"""Two managers answer one request for time off at the same moment: one answer holds."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from booking import lifecycle
from booking.models import Attention
from booking.stranded import find_stranded
from reminders.models import OutgoingMessage
from roster.models import TimeOffRequest
from roster.time_off import deciding
from roster.time_off.asking import DecidedMeanwhile, ask
from roster.time_off.deciding import grant, refuse
from tests.concurrency.schedule import soon
from tests.concurrency.together import together
from tests.factories import Clinic, make_patient
from tests.staff import make_staff
from therapists.models import TimeOff
from timeline.intervals import Interval

pytestmark = pytest.mark.django_db(transaction=True)

type Action = Callable[[], Any]
ROUNDS = 8


def asked_for(clinic: Clinic, days: int) -> TimeOffRequest:
    start = soon(clinic, 0, days=days)
    interval = Interval(start, start + timedelta(days=1))
    return ask(therapist=clinic.therapist, interval=interval, now=timezone.now())


def both_answers(asked: TimeOffRequest) -> list[Action]:
    """One manager grants it, another refuses it."""
    now, granting, refusing = timezone.now(), make_staff("manager"), make_staff("manager")
    return [
        lambda: grant(request=asked, user=granting, now=now),
        lambda: refuse(request=asked, answer="Not then.", user=refusing, now=now),
    ]


def is_consistent(asked: TimeOffRequest) -> bool:
    """Off exactly when it was granted, and told once."""
    asked.refresh_from_db()
    is_off = TimeOff.objects.filter(starts_at=asked.starts_at).exists()
    told = OutgoingMessage.objects.filter(subject=f"time_off:{asked.pk}").count()
    return is_off == (asked.state == "granted") and told == 1


def test_one_of_two_managers_decides_and_the_other_is_told() -> None:
    clinic = Clinic()
    for number in range(ROUNDS):
        asked = asked_for(clinic, days=3 + number)
        answers = together(both_answers(asked))
        assert sum(isinstance(answer, DecidedMeanwhile) for answer in answers) == 1
        assert is_consistent(asked)


def test_without_the_expected_state_both_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without the guard: refused, and away all the same, or granted by the loser."""

    def whatever_the_state() -> QuerySet[TimeOffRequest]:
        return TimeOffRequest.objects.all()

    monkeypatch.setattr(deciding, "open_requests", whatever_the_state)
    asked = asked_for(Clinic(), days=3)
    answers = together(both_answers(asked))
    assert not any(isinstance(answer, DecidedMeanwhile) for answer in answers)
    refuse_last = both_answers(asked)[1]
    refuse_last()
    assert not is_consistent(asked)


def booking(clinic: Clinic, days: int) -> Action:
    patient, at = make_patient(), soon(clinic, 10, days=days)
    return lambda: lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=clinic.therapist,
        starts_at=at,
        patient=patient,
        now=timezone.now(),
        actor=lifecycle.Actor("staff"),
        reason="On the phone.",
    )


def test_a_booking_in_flight_never_slips_under_a_grant() -> None:
    """It is refused, or it is on the list of what needs attention."""
    clinic, manager = Clinic(), make_staff("manager")
    for number in range(ROUNDS):
        asked = asked_for(clinic, days=3 + number)
        now = timezone.now()
        granting = partial(grant, request=asked, user=manager, now=now)
        together([granting, booking(clinic, days=3 + number)])
    stranded = {one.appointment.pk for one in find_stranded(now=timezone.now())}
    assert stranded == set(Attention.objects.open().values_list("appointment", flat=True))
    assert TimeOff.objects.count() == ROUNDS
