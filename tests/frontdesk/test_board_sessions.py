"""The sessions that the board draws of a day."""

from datetime import timedelta

import pytest

from booking import attention, lifecycle
from booking.models import Appointment, Attention, Status
from tests.factories import (
    NOW,
    Clinic,
    desk,
    make_patient,
)
from tests.frontdesk.boards import drawn, hour, only

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_draws_a_session_on_the_clinics_clock(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10, 30))
    session = only(drawn())
    assert (session["from"], session["to"], session["turnover"]) == (hour(10.5), hour(11.5), 15)
    assert session["start"] == "2027-05-04T10:30"
    assert session["starts_at"] == "2027-05-04T10:30:00-07:00"
    assert session["when"] == "10:30 to 11:30 am"
    assert session["column"] == f"t{clinic.therapist.pk}"
    assert session["url"] == f"/admin/schedule/{booked.pk}/"


def test_it_says_who_what_where_and_for_how_much(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10), make_patient(given_name="Alice", family_name="Archer"))
    session = only(drawn())
    assert (session["patient"], session["treatment"]) == ("Alice Archer", clinic.treatment.name)
    assert session["place"] == booked.room.name
    assert any("$90.00" in line for line in session["lines"])


def test_it_marks_a_first_appointment_only(clinic: Clinic) -> None:
    alice = make_patient()
    clinic.book(clinic.at(10), alice)
    clinic.book(clinic.at(13), alice)
    assert [session["marks"] for session in drawn()["sessions"]] == [["new"], []]


def test_whoever_never_came_is_still_new(clinic: Clinic) -> None:
    alice = make_patient()
    first = clinic.book(clinic.at(10), alice)
    lifecycle.cancel(appointment=first, now=NOW, actor=desk())
    clinic.book(clinic.at(13), alice)
    assert only(drawn())["marks"] == ["new"]


def test_it_marks_notes_series_and_what_needs_attention(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    lifecycle.write_note(appointment=booked, note="Rings the bell", now=NOW, actor=desk())
    Attention.objects.create(
        appointment=booked, sequence=booked.sequence, why="The room is shut.", noticed_at=NOW
    )
    day = drawn()
    assert only(day)["marks"] == ["new", "note", "attention"]
    assert "Note: Rings the bell" in only(day)["lines"]
    assert "Needs attention: The room is shut." in only(day)["lines"]
    assert day["attention"] == 1


@pytest.mark.parametrize(("seen", "hour"), [(7, 8), (0, 11)], ids=["moved since", "over"])
def test_it_marks_nothing_that_is_off_the_list(clinic: Clinic, seen: int, hour: int) -> None:
    """Before the next sweep settles it, too."""
    booked = clinic.book(clinic.at(10))
    Attention.objects.create(
        appointment=booked, sequence=seen, why="The room is shut.", noticed_at=NOW
    )
    day = drawn(now=clinic.at(hour))
    assert "attention" not in only(day)["marks"]
    assert day["attention"] == attention.count(now=clinic.at(hour)) == 0


def test_a_hold_is_not_counted_among_what_needs_attention(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    Attention.objects.create(appointment=held, sequence=0, why="Shut.", noticed_at=NOW)
    day = drawn()
    assert (only(day)["marks"].count("attention"), day["attention"]) == (0, 0)


def test_it_shows_a_hold_until_it_ends(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    session = only(drawn())
    assert (session["state"], session["patient"]) == ("Held until 8:10 am", "Somebody books")
    assert not session["movable"]
    assert drawn(now=NOW + timedelta(minutes=10))["sessions"] == []


def test_it_leaves_out_what_was_cancelled_unless_asked(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    lifecycle.cancel(appointment=booked, now=NOW, actor=desk())
    assert drawn()["sessions"] == []
    assert only(drawn(cancelled="1"))["status"] == Status.CANCELLED


def test_a_hold_that_was_given_back_is_nobodys_cancelled_appointment(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    lifecycle.release(appointment=held, now=NOW, actor=desk())
    assert drawn(cancelled="1")["sessions"] == []


@pytest.mark.parametrize(
    ("status", "movable", "stretchable"),
    [
        (Status.BOOKED, True, True),
        (Status.ARRIVED, True, True),
        (Status.IN_SESSION, False, True),
        (Status.COMPLETED, False, False),
        (Status.NO_SHOW, False, False),
    ],
)
def test_it_says_what_can_be_dragged(
    clinic: Clinic, status: Status, movable: bool, stretchable: bool
) -> None:
    booked = clinic.book(clinic.at(10))
    Appointment.objects.filter(pk=booked.pk).update(status=status)
    session = only(drawn())
    assert (session["movable"], session["stretchable"]) == (movable, stretchable)
