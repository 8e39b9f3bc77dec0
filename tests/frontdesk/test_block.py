"""The desk blocks a therapist's time, and frees it again."""

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from booking import lifecycle
from booking.models import Appointment, Attention
from frontdesk.views.block import first_choices
from tests.factories import Clinic
from tests.frontdesk.panels import SCHEDULE, ask, booked, send, soon, text, toast, wall
from tests.staff import at_work
from therapists.models import TimeOff

pytestmark = pytest.mark.django_db(transaction=True)
BLOCK = f"{SCHEDULE}block/"


def lunch(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """Maya's, from noon to one."""
    return {
        "location": clinic.location.slug,
        "therapist": clinic.therapists[0].slug,
        "starts": wall(clinic, soon(clinic, 12)),
        "ends": wall(clinic, soon(clinic, 13)),
        "reason": "Lunch",
        **changes,
    }


def test_it_blocks_by_the_clock_on_the_wall(bob: Client, clinic: Clinic) -> None:
    shown = toast(send(bob, BLOCK, **lunch(clinic)))
    block = TimeOff.objects.get()
    assert (block.starts_at, block.ends_at) == (soon(clinic, 12), soon(clinic, 13))
    assert (block.therapist, block.reason) == (clinic.therapists[0], "Lunch")
    assert "12:00 pm to 1:00 pm" in shown["text"]
    assert shown["undo"] == f"{SCHEDULE}unblock/{block.pk}/"


def test_it_makes_one_block_of_two_clicks(bob: Client, clinic: Clinic) -> None:
    assert toast(send(bob, BLOCK, **lunch(clinic))) == toast(send(bob, BLOCK, **lunch(clinic)))
    assert TimeOff.objects.count() == 1


@pytest.mark.parametrize(
    ("hour", "minute", "proposed"),
    [(8, 0, "09:00"), (9, 0, "09:00"), (9, 46, "10:00"), (10, 0, "10:00"), (13, 1, "13:15")],
)
def test_it_proposes_the_next_quarter_today(
    clinic: Clinic, hour: int, minute: int, proposed: str
) -> None:
    now = soon(clinic, hour, minute)
    day = now.astimezone(clinic.location.zone).date()
    query = QueryDict(f"location={clinic.location.slug}&day={day}")
    assert first_choices(query, now)["starts"].isoformat(timespec="minutes") == f"{day}T{proposed}"


@pytest.mark.parametrize("place", ["day={}", "at={}T08:10", "day={}&at={}T08:10"])
def test_it_proposes_the_day_that_is_shown_and_the_place_that_was_clicked(
    clinic: Clinic, place: str
) -> None:
    now = soon(clinic, 12)
    day = now.astimezone(clinic.location.zone).date() + timedelta(days="at" not in place)
    query = QueryDict(f"location={clinic.location.slug}&{place.replace('{}', str(day))}")
    expected = time(8, 10) if "at" in place else time(9)
    assert first_choices(query, now)["starts"] == datetime.combine(day, expected)


def test_it_lists_what_it_would_strand_before_it_saves(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 11, 30), therapist=clinic.therapists[0])
    response = send(bob, BLOCK, **lunch(clinic))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "1 appointment lies in this time:" in text(response)
    assert "11:30 am: Alice Archer" in text(response)
    assert f'name="seen" value="{appointment.pk}"' in text(response)
    assert not TimeOff.objects.exists()
    assert not Attention.objects.exists()


def test_it_blocks_anyway_and_notes_what_needs_attention(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 11, 30), therapist=clinic.therapists[0])
    toast(send(bob, BLOCK, **lunch(clinic, seen=appointment.pk)))
    assert TimeOff.objects.exists()
    assert Attention.objects.get().appointment == appointment


def test_it_asks_again_about_what_was_booked_meanwhile(bob: Client, clinic: Clinic) -> None:
    first = booked(clinic, soon(clinic, 11), therapist=clinic.therapists[0])
    booked(clinic, soon(clinic, 12, 30), therapist=clinic.therapists[0])
    response = send(bob, BLOCK, **lunch(clinic, seen=first.pk))
    assert response.status_code == HTTPStatus.CONFLICT
    assert not TimeOff.objects.exists()


def test_it_keeps_bookings_out_from_then_on(bob: Client, clinic: Clinic) -> None:
    toast(send(bob, BLOCK, **lunch(clinic)))
    with pytest.raises(lifecycle.SlotTaken):
        booked(clinic, soon(clinic, 12), therapist=clinic.therapists[0])


def test_it_frees_the_time_again(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 12), therapist=clinic.therapists[0])
    undo = toast(send(bob, BLOCK, **lunch(clinic, seen=appointment.pk)))["undo"]
    assert "12:00 pm to 1:00 pm" in text(ask(bob, undo))
    shown = toast(send(bob, undo))
    assert "can be booked again" in shown["text"]
    assert not TimeOff.objects.exists()
    assert not Attention.objects.open().exists()


def test_it_says_that_a_block_is_gone_already(bob: Client, clinic: Clinic) -> None:
    undo = toast(send(bob, BLOCK, **lunch(clinic)))["undo"]
    toast(send(bob, undo))
    assert toast(send(bob, undo))["text"] == "The block is gone already."


def test_it_puts_back_what_it_freed(bob: Client, clinic: Clinic) -> None:
    freed = toast(send(bob, toast(send(bob, BLOCK, **lunch(clinic)))["undo"]))
    toast(send(bob, freed["undo"]))
    block = TimeOff.objects.get()
    assert (block.starts_at, block.reason) == (soon(clinic, 12), "Lunch")


def test_it_puts_nothing_back_over_a_new_booking(bob: Client, clinic: Clinic) -> None:
    freed = toast(send(bob, toast(send(bob, BLOCK, **lunch(clinic)))["undo"]))
    booked(clinic, soon(clinic, 12), therapist=clinic.therapists[0])
    response = send(bob, freed["undo"])
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Alice Archer is booked in that time." in text(response)


def test_it_puts_nothing_back_when_nothing_was_freed(bob: Client, clinic: Clinic) -> None:
    response = send(bob, f"{BLOCK}again/")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "There is nothing to put back." in text(response)


def test_it_starts_with_the_place_that_was_clicked(bob: Client, clinic: Clinic) -> None:
    starts = wall(clinic, soon(clinic, 14))
    query = {"location": clinic.location.slug, "therapist": clinic.therapist.slug, "at": starts}
    page = text(ask(bob, BLOCK, **query))
    assert f'value="{starts}"' in page
    assert f'value="{wall(clinic, soon(clinic, 15))}"' in page
    assert f'value="{clinic.therapist.slug}" selected' in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("therapist", "", "Choose whose time it is."),
        ("therapist", "nobody", "We have no such therapist."),
        ("location", "nowhere", "We have no such location."),
        ("starts", "", "Say when."),
        ("starts", "noon", "This is not a time."),
        ("ends", "9999-12-31T23:59", "This is not a time."),
        ("ends", "2026-01-01T10:00", "The end must be after the beginning."),
        ("ends", "2150-01-01T10:00", "longer than a year"),
        ("reason", "x" * 201, "at most 200 characters"),
        ("reason", "x\0y", "Null characters"),
    ],
)
def test_it_says_what_is_wrong(
    bob: Client, clinic: Clinic, field: str, value: str, said: str
) -> None:
    response = send(bob, BLOCK, **lunch(clinic, **{field: value}))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in text(response)
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize(
    "query",
    [{}, {"at": "soon"}, {"day": "9999-99-99"}, {"location": "\0"}, {"therapist": "\0"}],
)
def test_it_opens_whatever_the_address_says(
    bob: Client, clinic: Clinic, query: dict[str, str]
) -> None:
    assert ask(bob, BLOCK, **query).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("role", "status"), [("manager", 204), ("therapist", 403), ("patient", 403)]
)
def test_it_is_for_those_who_may_block(clinic: Clinic, role: str, status: int) -> None:
    assert send(at_work(role), BLOCK, **lunch(clinic)).status_code == status
    block = clinic.therapist.time_off.create(starts_at=soon(clinic, 9), ends_at=soon(clinic, 10))
    assert send(at_work(role), f"{SCHEDULE}unblock/{block.pk}/").status_code == status


def test_it_leaves_the_appointment_booked(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 12), therapist=clinic.therapists[0])
    toast(send(bob, BLOCK, **lunch(clinic, seen=appointment.pk)))
    before = appointment.starts_at
    assert Appointment.objects.get().starts_at == before
