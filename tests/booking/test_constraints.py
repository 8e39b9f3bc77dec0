"""What PostgreSQL itself refuses, whoever writes the row and however."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from booking.models import BLOCKING, Appointment, Status
from locations.models import Room
from tests.factories import NOW, Clinic, make_patient, make_room, make_therapist

MINUTE = timedelta(minutes=1)


class Writer:
    """Writes rows past the lifecycle. The first is 10:00 to 11:00 with turnover until 11:15."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.room: Room = clinic.location.rooms.get()
        self.patient = make_patient()

    def write(self, hour: int = 10, minute: int = 0, **changes: Any) -> Appointment:
        at = self.clinic.at(hour, minute)
        return Appointment.objects.create(
            **{
                "location": self.clinic.location,
                "treatment": self.clinic.treatment,
                "therapist": self.clinic.therapist,
                "room": self.room,
                "patient": self.patient,
                "status": Status.BOOKED,
                "starts_at": at,
                "ends_at": at + 60 * MINUTE,
                "blocked_until": at + 75 * MINUTE,
                "price": 90,
                "source": "desk",
                **changes,
            }
        )

    def elsewhere(self, *kept: str) -> dict[str, Any]:
        """Another therapist, room and patient, except for what is `kept`."""
        others: dict[str, Any] = {
            "therapist": make_therapist(),
            "room": make_room(self.clinic.location),
            "patient": make_patient(),
        }
        return {name: row for name, row in others.items() if name not in kept}


@pytest.fixture
def writer(clinic: Clinic) -> Writer:
    writer = Writer(clinic)
    writer.write()
    return writer


def refused(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


# Against 10:00 to 11:00, blocked until 11:15; each is as long.
BLOCKED = {
    "ending right before": (8, 45, True),
    "its turnover over the start": (9, 0, False),
    "over the start": (9, 30, False),
    "exactly the same": (10, 0, False),
    "inside": (10, 30, False),
    "in the turnover": (11, 0, False),
    "right after": (11, 15, True),
}


@pytest.mark.parametrize("guarded", ["therapist", "room"])
@pytest.mark.parametrize(("hour", "minute", "free"), BLOCKED.values(), ids=BLOCKED.keys())
def test_therapist_and_room_never_overlap(
    writer: Writer, guarded: str, hour: int, minute: int, free: bool
) -> None:
    others = writer.elsewhere(guarded)
    if free:
        writer.write(hour, minute, **others)
    else:
        with refused(f"booking_{guarded}_never_overlaps"):
            writer.write(hour, minute, **others)


SESSION = {
    "ending right before": (9, 0, True),
    "over the start": (9, 15, False),
    "exactly the same": (10, 0, False),
    "over the end": (10, 45, False),
    "in the turnover, which is not theirs": (11, 0, True),
}


@pytest.mark.parametrize(("hour", "minute", "free"), SESSION.values(), ids=SESSION.keys())
def test_a_patients_sessions_never_overlap(
    writer: Writer, hour: int, minute: int, free: bool
) -> None:
    others = writer.elsewhere("patient")
    if free:
        writer.write(hour, minute, **others)
    else:
        with refused("booking_patient_never_overlaps"):
            writer.write(hour, minute, **others)


def test_different_people_and_rooms_do_not_meet(writer: Writer) -> None:
    writer.write(**writer.elsewhere())


@pytest.mark.parametrize("status", [one for one in Status if one in BLOCKING])
def test_every_state_that_takes_up_time_is_guarded(writer: Writer, status: Status) -> None:
    held = {"patient": None, "expires_at": NOW} if status == Status.HELD else {}
    with refused("booking_therapist_never_overlaps"):
        writer.write(status=status, **{**writer.elsewhere("therapist"), **held})


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_what_is_over_takes_up_no_time(writer: Writer, status: Status) -> None:
    writer.write(status=status)


def test_an_update_is_guarded_as_well(writer: Writer) -> None:
    other = writer.write(12)
    with refused("never_overlaps"):
        Appointment.objects.filter(pk=other.pk).update(
            starts_at=writer.clinic.at(10, 30), ends_at=writer.clinic.at(11, 30)
        )


def test_a_cancelled_one_cannot_come_back_over_another(writer: Writer) -> None:
    gone = writer.write(status=Status.CANCELLED)
    with refused("never_overlaps"):
        Appointment.objects.filter(pk=gone.pk).update(status=Status.BOOKED)


TIMES = {
    "no length": {"ends_at": 0},
    "backwards": {"ends_at": -30},
    "turnover before the end": {"blocked_until": 30},
}


@pytest.mark.parametrize("minutes", TIMES.values(), ids=TIMES.keys())
def test_times_are_in_order(writer: Writer, minutes: dict[str, int]) -> None:
    times: dict[str, Any] = {
        name: writer.clinic.at(13) + number * MINUTE for name, number in minutes.items()
    }
    # PostgreSQL may refuse the backwards range itself, before the constraint is asked.
    with pytest.raises(DatabaseError, match=r"times_in_order|range lower bound"):
        writer.write(13, **times)


def test_no_turnover_is_in_order(writer: Writer) -> None:
    writer.write(13, blocked_until=writer.clinic.at(14))


STATES = {
    "a hold without an end": {"status": "held", "patient": None},
    "a hold with a patient": {"status": "held", "expires_at": NOW},
    "a booking without a patient": {"patient": None},
    "a booking that expires": {"expires_at": NOW},
    "a no-show without a patient": {"status": "no_show", "patient": None},
}


@pytest.mark.parametrize("changes", STATES.values(), ids=STATES.keys())
def test_held_means_no_patient_yet_and_an_end(writer: Writer, changes: dict[str, Any]) -> None:
    with refused("booking_appointment_held_or_with_patient"):
        writer.write(13, **changes)


def test_one_key_is_one_appointment(writer: Writer) -> None:
    writer.write(13, idempotency_key="one-press")
    with refused("booking_idempotency_key_unique"):
        writer.write(15, idempotency_key="one-press")


def test_no_key_is_no_key(writer: Writer) -> None:
    writer.write(13, idempotency_key=None)
    writer.write(15, idempotency_key=None)


def test_what_is_booked_cannot_be_deleted_from_under_it(writer: Writer) -> None:
    for row in (writer.room, writer.patient, writer.clinic.therapist, writer.clinic.treatment):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
