"""The instant at which a hold runs out, and whoever meets in it."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from booking import lifecycle
from booking.models import Appointment, Status
from tests.concurrency.schedule import clashes, standing
from tests.concurrency.together import Stopwatch, together
from tests.factories import NOW, PATIENT, VISITOR, Clinic, make_patient

pytestmark = pytest.mark.django_db(transaction=True)
EXPIRES_AT = NOW + timedelta(minutes=10)
JUST_BEFORE = EXPIRES_AT - timedelta(microseconds=1)


def test_confirming_and_taking_over_in_the_same_instant_has_one_winner() -> None:
    clinic, watch, winners = Clinic(), Stopwatch(), Counter[str]()
    for _ in range(10):
        waiting = clinic.hold(clinic.at(10))
        confirm = partial(
            lifecycle.confirm,
            appointment=waiting,
            patient=make_patient(),
            now=JUST_BEFORE,
            actor=PATIENT,
        )
        take_over = partial(clinic.hold, clinic.at(10), now=EXPIRES_AT)
        confirmed, taken = together([confirm, take_over])
        outcome = (type(confirmed).__name__, type(taken).__name__)
        assert outcome in {("Appointment", "SlotTaken"), ("HoldExpired", "Appointment")}
        winners[outcome[0]] += 1
        assert clashes() == []
        assert len(standing()) == 1
        Appointment.objects.all().delete()
    watch.say("confirm against take-over", confirm_heard=dict(winners))


def test_cleaning_up_while_others_take_over_hurts_nobody() -> None:
    clinic = Clinic(therapists=3, rooms=3)
    for therapist in clinic.therapists:
        clinic.hold(clinic.at(10), therapist=therapist)
    taking = [partial(clinic.hold, clinic.at(10), therapist=None, now=EXPIRES_AT)] * 6
    cleaning = [partial(lifecycle.expire, now=EXPIRES_AT)] * 3
    answers = together([*taking, *cleaning])
    assert sum(isinstance(answer, Appointment) for answer in answers) == 3
    assert clashes() == []
    for dead in Appointment.objects.filter(status=Status.CANCELLED):
        assert dead.events.filter(kind="expired").count() == 1


def test_giving_back_and_confirming_at_once_has_one_winner() -> None:
    clinic = Clinic()
    for _ in range(6):
        waiting = clinic.hold(clinic.at(10))
        confirm = partial(
            lifecycle.confirm,
            appointment=waiting,
            patient=make_patient(),
            now=NOW,
            actor=PATIENT,
        )
        release = partial(lifecycle.release, appointment=waiting, now=NOW, actor=VISITOR)
        confirmed, released = together([confirm, release])
        waiting.refresh_from_db()
        assert released.status == waiting.status
        assert isinstance(confirmed, Appointment) is (waiting.status == Status.BOOKED)
        Appointment.objects.all().delete()
