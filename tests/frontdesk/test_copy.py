"""The same once more next week."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from reminders.models import OutgoingMessage
from tests.factories import Clinic, make_patient
from tests.frontdesk.panels import ask, at, booked, send, soon, text, toast
from tests.staff import at_work
from timeline.wall import ONE_DAY, instant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    return booked(clinic, soon(clinic, 10), therapist=clinic.therapists[0])


def newest() -> Appointment:
    return Appointment.objects.latest("pk")


def test_it_books_the_same_a_week_later(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    shown = toast(send(bob, at(appointment, "copy/")))
    copy = newest()
    assert copy.starts_at == soon(clinic, 10, days=10)
    for same in ("patient", "therapist", "treatment", "minutes", "location"):
        assert getattr(copy, same) == getattr(appointment, same)
    assert shown["text"].startswith("Booked again: Alice Archer, ")
    assert shown["undo"].startswith(at(copy))


def test_it_copies_what_was_long_ago_to_the_next_week_to_come(bob: Client, clinic: Clinic) -> None:
    long_ago = soon(clinic, 10, days=-33)
    old = clinic.book(long_ago, now=long_ago - timedelta(days=3))
    toast(send(bob, at(old, "copy/")))
    assert newest().starts_at == soon(clinic, 10, days=2)


def test_it_asks_for_a_reason_outside_the_policy(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.set_policy(horizon_days=5)
    response = send(bob, at(appointment, "copy/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert 'name="reason"' in text(response)
    toast(send(bob, at(appointment, "copy/"), reason="A course"))
    assert newest().events.latest("pk").reason == "A course"


def test_it_answers_a_second_click_like_the_first(bob: Client, appointment: Appointment) -> None:
    assert toast(send(bob, at(appointment, "copy/"))) == toast(send(bob, at(appointment, "copy/")))
    assert Appointment.objects.count() == 2


def test_it_does_not_say_booked_again_for_what_another_desk_booked(
    bob: Client, appointment: Appointment
) -> None:
    toast(send(at_work("receptionist"), at(appointment, "copy/"), tell="no"))
    response = send(bob, at(appointment, "copy/"))
    assert response.status_code == HTTPStatus.CONFLICT


def test_it_stays_on_the_wall_clock_when_the_clocks_change(bob: Client, db: None) -> None:
    clinic = Clinic(zone_name="Europe/London")
    zone = ZoneInfo("Europe/London")
    day = timezone.now().astimezone(zone).date()
    # The week before the next change of the clocks: at noon the offset differs a week later.
    while _offset(day, zone) == _offset(day + 7 * ONE_DAY, zone):
        day += ONE_DAY
    starts_at = instant(day, datetime.min.time().replace(hour=10), zone)
    appointment = clinic.book(starts_at, now=starts_at - timedelta(days=3))
    form = {"reason": "A standing appointment"}
    toast(send(bob, at(appointment, "copy/"), **form))
    copy = newest()
    assert copy.starts_local.replace(tzinfo=None) == appointment.starts_local.replace(
        tzinfo=None
    ) + timedelta(days=7)
    assert copy.starts_at - appointment.starts_at != timedelta(days=7)


def _offset(day: Any, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, datetime.min.time().replace(hour=12), tzinfo=zone).utcoffset()


def test_it_offers_what_is_close_when_that_is_taken(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    booked(clinic, soon(clinic, 10, days=10), therapist=clinic.therapists[0])
    response = send(bob, at(appointment, "copy/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"{clinic.therapists[0].first_name} is taken until 11:15 am." in text(response)
    assert 'name="reason"' not in text(response)
    close = soon(clinic, 11, 15, days=10).astimezone(clinic.location.zone).isoformat()
    assert f'value="{close}"' in text(response)
    toast(send(bob, at(appointment, "copy/"), starts_at=close, save="1"))
    assert newest().starts_at == soon(clinic, 11, 15, days=10)


def test_it_says_that_next_week_is_not_free_and_lists_the_closest_first(
    bob: Client, clinic: Clinic
) -> None:
    appointment = booked(clinic, soon(clinic, 13), therapist=clinic.therapists[0])
    booked(clinic, soon(clinic, 13, days=10), therapist=clinic.therapists[0])
    page = text(send(bob, at(appointment, "copy/")))
    assert "The same time next week is not free." in page
    assert "no longer free" not in page
    values = re.findall(r'name="starts_at" value="([^"]*)"', page)
    away = [abs(datetime.fromisoformat(one) - soon(clinic, 13, days=10)) for one in values]
    assert away == sorted(away)
    assert values != sorted(values)


def test_it_leaves_the_patient_time_to_hear_nothing(bob: Client, appointment: Appointment) -> None:
    OutgoingMessage.objects.all().delete()
    toast(send(bob, at(appointment, "copy/")))
    news = OutgoingMessage.objects.filter(kind="confirmation").get()
    assert news.due_at > timezone.now() + timedelta(seconds=5)


def test_it_says_when_the_treatment_is_no_longer_offered(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.treatment.options.update(is_active=False)
    response = send(bob, at(appointment, "copy/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "in 60 minutes is not offered now." in text(response)


def test_it_says_when_the_therapist_no_longer_gives_it(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.therapists[0].treatments.clear()
    response = send(bob, at(appointment, "copy/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "That therapist does not give this treatment here." in text(response)


def test_it_copies_no_hold(bob: Client, clinic: Clinic) -> None:
    held = clinic.hold(soon(clinic, 10), now=timezone.now())
    assert send(bob, at(held, "copy/")).status_code == HTTPStatus.CONFLICT


def test_it_books_nothing_when_it_is_only_opened(bob: Client, appointment: Appointment) -> None:
    assert ask(bob, at(appointment, "copy/")).status_code == HTTPStatus.OK
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("starts_at", ["soon", "9999-12-31T10:00:00+00:00", "\0"])
def test_it_says_what_is_wrong(bob: Client, appointment: Appointment, starts_at: str) -> None:
    response = send(bob, at(appointment, "copy/"), starts_at=starts_at)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("role", "status"), [("manager", 204), ("therapist", 403), ("patient", 403)]
)
def test_it_is_for_the_desk_only(appointment: Appointment, role: str, status: int) -> None:
    assert send(at_work(role), at(appointment, "copy/")).status_code == status
    assert Appointment.objects.count() == (2 if status == 204 else 1)


def test_it_copies_for_the_patient_of_the_appointment(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    other = booked(clinic, soon(clinic, 14), patient=make_patient(given_name="Cleo"))
    toast(send(bob, at(other, "copy/")))
    assert newest().patient == other.patient
