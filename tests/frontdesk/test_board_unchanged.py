"""Whatever the board draws: when it changes, the next answer says so, and only then."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils.translation import override

from booking.models import (
    Appointment,
    Attention,
    BookingPolicy,
    Series,
    Status,
    WaitlistOffer,
)
from care.models import Intake
from frontdesk.board.answer import Answer, answer
from locations.models import Closure, OpeningHours
from patients.models import ContactTrouble
from tests.booking.waiting_list import waits
from tests.factories import (
    MONDAY,
    NOW,
    Clinic,
    make_location,
    make_room,
    make_shift,
    make_therapist,
)
from tests.frontdesk.boards import TUESDAY, asked
from therapists.models import ShiftChange, TimeOff, WeeklyShift

pytestmark = pytest.mark.django_db(transaction=True)
Changes = dict[str, Callable[[], object]]


def look(now: datetime = NOW, **parameters: str) -> Answer:
    return answer(asked(now, date=TUESDAY.isoformat(), **parameters), now=now)


def change(row: Model, **fields: Any) -> Callable[[], object]:
    """Past every rule, whichever room of the clinic it is that may do it."""
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**fields)


def add(model: type[Model], **fields: Any) -> Callable[[], object]:
    return lambda: model._default_manager.create(**fields)


def unseen(changes: Changes, **parameters: Any) -> list[str]:
    """The changes, one after the other, after which the board was answered as before."""
    missed = []
    for name, make in changes.items():
        before = look(**parameters)
        make()
        if look(**parameters).etag == before.etag:
            missed.append(name)
    return missed


def of_a_session(clinic: Clinic, one: Appointment, other: Appointment) -> Changes:
    patient = one.patient
    assert patient
    when = {"starts_at": clinic.at(11), "ends_at": clinic.at(12), "blocked_until": clinic.at(12)}
    return {
        "moved": change(one, **when),
        "turnover": change(one, blocked_until=clinic.at(12, 30)),
        "another room": change(one, room=clinic.location.rooms.last()),
        "another therapist": change(one, therapist=clinic.therapists[1]),
        "price": change(one, price="12.50"),
        "source": change(one, source="waiting"),
        "course": change(one, series=Series.objects.create(patient=patient)),
        "note": change(one, desk_note="Rings the bell"),
        "sequence": change(one, sequence=1),
        "said to be there": change(one, attending_since=NOW),
        "arrived": change(one, status=Status.ARRIVED),
        "no longer new": change(other, patient=patient),
        "cancelled": change(other, status=Status.CANCELLED),
        "cancelled late": change(other, cancelled_late=True),
        "booked": lambda: clinic.book(clinic.at(15)),
        "held": lambda: clinic.hold(clinic.at(9), therapist=clinic.therapists[1]),
    }


def around_a_session(clinic: Clinic, one: Appointment, held: Appointment) -> Changes:
    patient, phone = one.patient, "+16045550133"
    assert patient
    change(patient, phone=phone)()
    flagged = {"patient": patient, "started_at": NOW, "saved_at": NOW, "call_before_visit": True}
    sick = {"appointment": one, "sequence": one.sequence, "noticed_at": NOW, "why": "Shut."}
    offered = {"appointment": held, "entry": waits(clinic), "offered_at": NOW, "expires_at": NOW}
    return {
        "given name": change(patient, given_name="Zoë"),
        "family name": change(patient, family_name="Quill"),
        "no text arrives": add(ContactTrouble, address=phone, reason="", since=NOW),
        "to be called": add(Intake, appointment=one, **flagged),
        "needs attention": add(Attention, **sick),
        "why": lambda: Attention.objects.update(why="Away."),
        "settled": lambda: Attention.objects.update(settled_at=NOW),
        "offered": add(WaitlistOffer, **offered),
        "treatment": change(clinic.treatment, name="Stretching"),
        "held until": change(held, expires_at=NOW + timedelta(hours=1)),
        "gone": lambda: Appointment.objects.filter(pk=held.pk).delete(),
    }


def of_what_is_laid_down(clinic: Clinic) -> Changes:
    here, (first, second) = clinic.location, clinic.therapists
    room, elsewhere = here.rooms.first(), make_location("elsewhere")
    assert room
    shut = {"starts_at": clinic.at(11), "ends_at": clinic.at(12)}
    new = make_therapist("new")
    return {
        "place": change(here, name="Harbour"),
        "clock": change(here, zone_name="America/Denver"),
        "step": lambda: BookingPolicy.objects.filter(location=here).update(start_step_minutes=20),
        "no policy": lambda: BookingPolicy.objects.filter(location=here).delete(),
        "open longer": lambda: OpeningHours.objects.filter(location=here).update(opens=time(10)),
        "room": change(room, name="Attic"),
        "room out of use": change(room, is_active=False),
        "another room": lambda: make_room(here),
        "therapist": change(first, name="Maya Moon"),
        "address": change(first, slug="maya-moon"),
        "comes": lambda: make_shift(new, here, weekday=1),
        "leaves": change(new, is_active=False),
        "shift": lambda: WeeklyShift.objects.filter(therapist=second).update(ends=time(16)),
        "until": lambda: WeeklyShift.objects.filter(therapist=second).update(valid_until=MONDAY),
        "works once": add(
            ShiftChange,
            therapist=second,
            date=TUESDAY,
            location=here,
            starts=time(9),
            ends=time(12),
        ),
        "works elsewhere": lambda: ShiftChange.objects.update(location=elsewhere),
        "closed": add(Closure, location=here, **shut),
        "why closed": lambda: Closure.objects.update(reason="Pipe"),
        "away": add(TimeOff, therapist=first, **shut),
        "why away": lambda: TimeOff.objects.update(reason="Dentist"),
        "back": lambda: TimeOff.objects.all().delete(),
    }


def test_it_sees_every_change_of_a_session(clinic: Clinic) -> None:
    changes = of_a_session(clinic, clinic.book(clinic.at(10)), clinic.book(clinic.at(14)))
    assert unseen(changes, cancelled="1") == []


def test_it_sees_every_change_around_a_session(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(14))
    assert unseen(around_a_session(clinic, clinic.book(clinic.at(10)), held)) == []


@pytest.mark.parametrize("view", ["therapists", "rooms"])
def test_it_sees_every_change_of_what_is_laid_down(clinic: Clinic, view: str) -> None:
    room = clinic.book(clinic.at(10)).room
    clinic.location.rooms.exclude(pk=room.pk).delete()
    changes = of_what_is_laid_down(clinic)
    of_others = {"shift", "until", "works once", "works elsewhere", "away", "why away", "back"}
    indifferent = {"rooms": of_others, "therapists": {"room out of use", "another room"}}[view]
    assert set(unseen(changes, view=view, location=clinic.location.slug)) == indifferent


def test_what_another_location_keeps_busy_is_seen(clinic: Clinic) -> None:
    there = make_location("there")
    one = clinic.book(clinic.at(10))
    change(one, location=there, room=there.rooms.get())()
    assert unseen({"another name": change(there, name="Far away")}) == []


@pytest.mark.parametrize("minutes", [10, 26 * 60, 27 * 60], ids=["hold", "to come", "over"])
def test_it_sees_that_time_goes_by(clinic: Clinic, minutes: int) -> None:
    """A hold ends; a session should have begun; what needed attention is over."""
    clinic.hold(clinic.at(14))
    one = clinic.book(clinic.at(10))
    Attention.objects.create(appointment=one, sequence=0, why="Shut.", noticed_at=NOW)
    then = NOW + timedelta(minutes=minutes)
    assert look(then - timedelta(seconds=1)).etag != look(then).etag


def test_each_language_has_its_own_answer(clinic: Clinic) -> None:
    clinic.book(clinic.at(10))
    english = look()
    with override("fr-ca"):
        assert look().etag != english.etag
        unsaid = unseen({"treatment": change(clinic.treatment, name_in_french="Étirement")})
    assert (unsaid, look().etag) == ([], english.etag)


def test_the_day_after_it_leads_to_another_today(clinic: Clinic) -> None:
    assert look().etag != look(NOW + timedelta(days=1)).etag


def test_nothing_is_drawn_anew_while_nothing_changes(clinic: Clinic) -> None:
    clinic.book(clinic.at(10))
    assert look(NOW + timedelta(seconds=3)).body is look().body
