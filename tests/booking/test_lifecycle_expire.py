"""Holds end: given back by the visitor, or marked when they have run out."""

from datetime import timedelta

from booking import lifecycle
from booking.models import Appointment, Status
from tests.booking.rows import all_rows, events_of
from tests.factories import NOW, VISITOR, Clinic

EXPIRES_AT = NOW + timedelta(minutes=10)


def test_release_gives_the_start_back(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    released = lifecycle.release(appointment=held, now=NOW, actor=VISITOR)
    assert (released.status, released.visitor) == (Status.CANCELLED, "")
    assert events_of(released) == ["held", "released"]
    assert clinic.hold(clinic.at(10)) != held


def test_release_repeated_changes_nothing(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    lifecycle.release(appointment=held, now=NOW, actor=VISITOR)
    before = all_rows()
    lifecycle.release(appointment=held, now=NOW, actor=VISITOR)
    assert all_rows() == before


def test_release_never_touches_a_booking(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    before = all_rows()
    assert lifecycle.release(appointment=booked, now=NOW, actor=VISITOR).status == Status.BOOKED
    assert all_rows() == before


def test_expire_marks_what_has_run_out_and_says_how_many(clinic: Clinic) -> None:
    gone = clinic.hold(clinic.at(10))
    live = clinic.hold(clinic.at(12), now=NOW + timedelta(seconds=1))
    assert lifecycle.expire(now=EXPIRES_AT) == 1
    gone.refresh_from_db()
    live.refresh_from_db()
    assert (gone.status, live.status) == (Status.CANCELLED, Status.HELD)
    assert events_of(gone) == ["held", "expired"]
    assert gone.events.get(kind="expired").actor_kind == "system"


def test_expire_leaves_a_hold_alone_until_its_instant(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    assert lifecycle.expire(now=EXPIRES_AT - timedelta(microseconds=1)) == 0


def test_expire_repeated_finds_nothing(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    lifecycle.expire(now=EXPIRES_AT)
    before = all_rows()
    assert lifecycle.expire(now=EXPIRES_AT) == 0
    assert all_rows() == before


def test_expire_leaves_bookings_alone(clinic: Clinic) -> None:
    clinic.book(clinic.at(10))
    assert lifecycle.expire(now=EXPIRES_AT) == 0
    assert Appointment.objects.get().status == Status.BOOKED


def test_expire_takes_only_so_many_at_a_time(clinic: Clinic) -> None:
    for hour in (9, 11, 13):
        clinic.hold(clinic.at(hour))
    assert [lifecycle.expire(now=EXPIRES_AT, limit=2) for _ in range(3)] == [2, 1, 0]
