"""The admin asks the database as often for thirty rows as for three."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.models import Appointment, AppointmentEvent, Source, Status
from locations.models import Closure, Location
from reminders.models import OutgoingMessage
from tests.factories import (
    Clinic,
    make_location,
    make_patient,
    make_room,
    make_shift,
    make_therapist,
    make_treatment,
)
from tests.reminders.notes import make_message
from tests.staff import at_work, make_staff
from therapists.models import Registration, ShiftChange, Therapist, TimeOff
from treatments.models import RoomTreatment

pytestmark = pytest.mark.django_db

FAR_AWAY = datetime(2100, 1, 4, 18, 0, tzinfo=UTC)


def more_appointments(count: int) -> None:
    for number in range(count):
        clinic = Clinic()
        starts_at = FAR_AWAY + timedelta(hours=number)
        appointment = Appointment.objects.create(
            location=clinic.location,
            room=clinic.location.rooms.get(),
            therapist=clinic.therapist,
            patient=make_patient(make_staff("patient")),
            treatment=clinic.treatment,
            status=Status.BOOKED,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            blocked_until=starts_at + timedelta(hours=1),
            price=90,
            source=Source.DESK,
        )
        record_events(appointment, 1)


def record_events(appointment: Appointment, count: int) -> None:
    for _ in range(count):
        AppointmentEvent.objects.create(
            appointment=appointment,
            kind="booked",
            at=FAR_AWAY,
            actor_kind="staff",
            user=make_staff("receptionist"),
        )


def more_patients(count: int) -> None:
    for _ in range(count):
        make_patient(make_staff("patient"), phone="+16045550123")


def more_rooms(count: int) -> None:
    for _ in range(count):
        room = make_room(make_location())
        RoomTreatment.objects.create(room=room, treatment=make_treatment())
        RoomTreatment.objects.create(room=room, treatment=make_treatment())


def more_therapists(count: int) -> None:
    for number in range(count):
        therapist = make_therapist("", make_treatment(), make_treatment())
        Registration.objects.create(
            therapist=therapist, college="CMTBC", number=f"{therapist.pk}-{number}"
        )


def more_locations(count: int) -> None:
    for _ in range(count):
        make_location(rooms=2)


def more_treatments(count: int) -> None:
    for _ in range(count):
        make_treatment(minutes=(30, 60))


def more_accounts(count: int) -> None:
    for _ in range(count):
        make_staff("receptionist")


def more_messages(count: int) -> None:
    for _ in range(count):
        make_message(subject=f"note:{OutgoingMessage.objects.count()}")


LISTS: dict[str, Callable[[int], None]] = {
    "booking/appointment/": more_appointments,
    "booking/bookingpolicy/": more_locations,
    "patients/patient/": more_patients,
    "locations/location/": more_locations,
    "locations/room/": more_rooms,
    "treatments/treatmenttype/": more_treatments,
    "therapists/therapist/": more_therapists,
    "reminders/outgoingmessage/": more_messages,
    "accounts/user/": more_accounts,
}


def queries_of(client: Client, address: str) -> int:
    """Of a second visit: the first one fills Django's memory of content types."""
    client.get(f"/admin/{address}")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/admin/{address}")
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", LISTS)
def test_it_lists_thirty_rows_with_the_queries_of_three(address: str) -> None:
    manager = at_work("manager")
    LISTS[address](3)
    of_three = queries_of(manager, address)
    LISTS[address](27)
    assert queries_of(manager, address) == of_three


def more_shifts(therapist: Therapist, count: int) -> None:
    location = make_location()
    for number in range(count):
        make_shift(therapist, location)
        day = date(2030, 1, 1) + timedelta(days=ShiftChange.objects.count())
        ShiftChange.objects.create(
            therapist=therapist, date=day, location=location, starts=time(9), ends=time(12)
        )
        TimeOff.objects.create(
            therapist=therapist, starts_at=FAR_AWAY, ends_at=FAR_AWAY + timedelta(days=1)
        )
        Registration.objects.create(
            therapist=therapist, college=f"College {location.pk}", number=str(number)
        )


@pytest.mark.parametrize("role", ["manager", "receptionist"])
def test_it_opens_a_therapist_with_many_shifts_with_the_queries_of_few(role: str) -> None:
    client, therapist = at_work(role), make_therapist()
    address = f"therapists/therapist/{therapist.pk}/change/"
    more_shifts(therapist, 3)
    of_three = queries_of(client, address)
    more_shifts(therapist, 12)
    assert queries_of(client, address) == of_three


def more_closures(location: Location, count: int) -> None:
    for _ in range(count):
        make_room(location)
        Closure.objects.create(
            location=location, starts_at=FAR_AWAY, ends_at=FAR_AWAY + timedelta(days=1)
        )


@pytest.mark.parametrize("role", ["manager", "receptionist"])
def test_it_opens_a_location_with_many_rows_with_the_queries_of_few(role: str) -> None:
    client, location = at_work(role), make_location(rooms=3)
    address = f"locations/location/{location.pk}/change/"
    more_closures(location, 1)
    of_few = queries_of(client, address)
    more_closures(location, 9)
    assert queries_of(client, address) == of_few


def test_it_opens_an_appointment_with_a_long_history_with_the_queries_of_a_short_one() -> None:
    client = at_work("receptionist")
    more_appointments(1)
    appointment = Appointment.objects.get()
    address = f"booking/appointment/{appointment.pk}/change/"
    of_one = queries_of(client, address)
    record_events(appointment, 9)
    assert queries_of(client, address) == of_one
