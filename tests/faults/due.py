"""Messages that are due at this moment, each about an appointment of its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from booking.messages import Kind
from booking.models import Appointment, Status
from patients.models import Patient
from reminders.models import WAITING, Channel, OutgoingMessage, State
from tests.factories import Clinic

APART = timedelta(hours=2)


def address(number: int) -> str:
    return f"due{number}@example.test"


def due(
    clinic: Clinic,
    count: int,
    *,
    channel: Channel = Channel.EMAIL,
    now: datetime | None = None,
    first_start: datetime | None = None,
    first_number: int = 0,
) -> list[OutgoingMessage]:
    """Confirmations that are due, of as many patients (`address(first_number)` and so on).

    Their appointments follow each other from `first_start`, or else from next month.
    """
    now = now or timezone.now()
    first_start = first_start or now + timedelta(days=30)
    patients = Patient.objects.bulk_create(
        _patient(number) for number in range(first_number, first_number + count)
    )
    starts = [first_start + APART * number for number in range(count)]
    appointments = Appointment.objects.bulk_create(
        _appointment(clinic, patient, start)
        for patient, start in zip(patients, starts, strict=True)
    )
    return OutgoingMessage.objects.bulk_create(_message(one, channel, now) for one in appointments)


def let_pass(time: timedelta) -> None:
    """As if so much time had gone by for everything that waits."""
    OutgoingMessage.objects.filter(state__in=WAITING).update(
        due_at=F("due_at") - time, next_try_at=F("next_try_at") - time
    )


def all_sent(messages: Iterable[OutgoingMessage]) -> bool:
    return states(messages) == {State.SENT}


def states(messages: Iterable[OutgoingMessage]) -> set[str]:
    keys = [message.pk for message in messages]
    return set(OutgoingMessage.objects.filter(pk__in=keys).values_list("state", flat=True))


def _patient(number: int) -> Patient:
    return Patient(
        given_name=f"Person {number}",
        family_name="Archer",
        email=address(number),
        phone=f"+1604555{number:04}",
        reminders_by_sms=True,
    )


def _appointment(clinic: Clinic, patient: Patient, starts_at: datetime) -> Appointment:
    ends_at = starts_at + timedelta(hours=1)
    return Appointment(
        location=clinic.location,
        room=clinic.location.rooms.first(),
        therapist=clinic.therapist,
        treatment=clinic.treatment,
        patient=patient,
        status=Status.BOOKED,
        starts_at=starts_at,
        ends_at=ends_at,
        blocked_until=ends_at,
        price=90,
        source="website",
    )


def _message(appointment: Appointment, channel: Channel, now: datetime) -> OutgoingMessage:
    return OutgoingMessage(
        subject=f"appointment:{appointment.pk}",
        version=appointment.sequence,
        kind=Kind.CONFIRMATION,
        channel=channel,
        due_at=now,
        next_try_at=now,
        not_after=appointment.starts_at,
    )
