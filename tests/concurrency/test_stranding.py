"""A booking and an edit of the shifts at the same time: never stranded in silence.

Either the booking sees the new plans and is refused, or the edit sees the booking and lists it.
"""

from collections.abc import Callable
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle, taking
from booking.availability import FreeTime
from booking.models import Attention
from booking.stranded import find_stranded
from frontdesk.admin import LocationAdmin, RoomAdmin, TherapistAdmin
from tests.concurrency.schedule import soon, standing
from tests.concurrency.together import PATIENCE, together
from tests.factories import Clinic, make_patient
from tests.frontdesk.filled_form import FilledForm
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)

FORMS = {
    "therapist": "/admin/therapists/therapist/{}/change/",
    "location": "/admin/locations/location/{}/change/",
    "room": "/admin/locations/room/{}/change/",
}
ADMINS = (TherapistAdmin, LocationAdmin, RoomAdmin)


def key_of(clinic: Clinic, what: str) -> Any:
    room = clinic.location.rooms.get()
    return {"therapist": clinic.therapist, "location": clinic.location, "room": room}[what].pk


def switching_off(manager: Client, clinic: Clinic, what: str) -> Callable[[], Any]:
    """Sends the form without its tick of "works here", "open", "in use"."""
    url = FORMS[what].format(key_of(clinic, what))
    form = FilledForm(manager.get(url).text, f"{what}_form").fields
    del form["is_active"]
    return lambda: manager.post(url, form).status_code


def booking(clinic: Clinic) -> Callable[[], Any]:
    patient, at = make_patient(), soon(clinic, 10)
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


def silently_stranded() -> int:
    """Booked where it does not fit, and nobody has been told."""
    stranded = {one.appointment.pk for one in find_stranded(now=timezone.now())}
    noted = set(Attention.objects.open().values_list("appointment", flat=True))
    return len(stranded - noted)


def race(what: str) -> int:
    """Ten times both at once; the edit is confirmed by nobody, so it loses when it lists."""
    manager = at_work("manager")
    silent = 0
    for _ in range(10):
        clinic = Clinic()
        edit = switching_off(manager, clinic, what)
        together([booking(clinic), edit])
        silent += silently_stranded()
        for appointment in standing():
            appointment.delete()
    return silent


@pytest.mark.parametrize("what", FORMS)
def test_a_booking_in_flight_never_slips_under_an_edit(what: str) -> None:
    assert race(what) == 0


@pytest.mark.parametrize("what", FORMS)
def test_without_the_lock_it_does(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look before anyone has written: the worst case, made certain by a meeting."""
    monkeypatch.setattr(taking, "lock_therapists", lambda *_: None)
    for admin in ADMINS:
        monkeypatch.setattr(admin, "lock", lambda *_: None)
    both_have_looked = meeting_of_two()
    really_find = FreeTime.room_at

    def find_and_meet(free: FreeTime, minute: int) -> int:
        room = really_find(free, minute)
        both_have_looked()
        return room

    monkeypatch.setattr(FreeTime, "room_at", find_and_meet)
    really_refuse = TherapistAdmin._refuse_to_strand

    def look_and_meet(admin: Any, request: Any, form: Any) -> None:
        really_refuse(admin, request, form)
        both_have_looked()

    for admin in ADMINS:
        monkeypatch.setattr(admin, "_refuse_to_strand", look_and_meet)
    clinic = Clinic()
    together([booking(clinic), switching_off(at_work("manager"), clinic, what)])
    assert silently_stranded() == 1


def meeting_of_two() -> Callable[[], None]:
    """Waits for the other once; afterwards nobody waits."""
    line = Barrier(2)

    def meet() -> None:
        try:
            line.wait(PATIENCE)
        except BrokenBarrierError:
            return
        line.abort()

    return meet
