"""The desk books, moves, cancels and follows appointments in the admin, through the lifecycle."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Status
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.factories import Clinic, make_patient, make_user
from tests.staff import at_work, browser_of, make_staff
from timeline.wall import instant

LIST = "/admin/booking/appointment/"


@pytest.fixture
def desk(db: None) -> Client:
    return at_work("receptionist")


@pytest.fixture
def alice(db: None) -> Patient:
    return make_patient()


def start_in(clinic: Clinic, days: int, hour: int = 10) -> datetime:
    """A start that far from the real today: views read the clock."""
    day = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=days)
    return instant(day, datetime.min.time().replace(hour=hour), clinic.location.zone)


def filled(clinic: Clinic, starts_at: datetime, patient: Patient | None, **more: Any) -> Any:
    return {
        "patient": patient.pk if patient else "",
        "location": clinic.location.pk,
        "option": clinic.option.pk,
        "therapist": clinic.therapist.pk,
        "day": starts_at.astimezone(clinic.location.zone).date().isoformat(),
        "starts_at": starts_at.isoformat(),
        **more,
    }


def booked(clinic: Clinic, days: int = 5, hour: int = 10) -> Appointment:
    return clinic.book(start_in(clinic, days, hour), make_patient(), now=timezone.now())


def taking_place(clinic: Clinic) -> Appointment:
    """Booked in time, and begun by now."""
    now, length = timezone.now(), timedelta(hours=1)
    times = {"starts_at": now, "ends_at": now + length, "blocked_until": now + length}
    appointment = booked(clinic)
    Appointment.objects.filter(pk=appointment.pk).update(**times)
    return appointment


def book(desk: Client, form: Any) -> Any:
    return desk.post(f"{LIST}add/", {**form, "save": "1"}, follow=True)


def at(appointment: Appointment, verb: str) -> str:
    return f"{LIST}{appointment.pk}/{verb}/"


def test_it_shows_the_free_times_of_a_day(desk: Client, clinic: Clinic, alice: Patient) -> None:
    starts_at = start_in(clinic, 5)
    page = desk.post(f"{LIST}add/", {**filled(clinic, starts_at, None), "look": "1"}).text
    assert f'value="{starts_at.isoformat()}"' in page
    assert "10:00 am" in page
    assert not Appointment.objects.exists()


def test_it_names_the_next_free_time_when_a_day_has_none(desk: Client, clinic: Clinic) -> None:
    clinic.therapist.shift_changes.create(date=start_in(clinic, 5).date())
    form = {**filled(clinic, start_in(clinic, 5), None), "look": "1", "starts_at": ""}
    page = desk.post(f"{LIST}add/", form).text
    assert "Nothing is free that day" in page
    assert "9:00 am." in page


def test_it_books_for_a_patient(desk: Client, clinic: Clinic, alice: Patient) -> None:
    page = book(desk, filled(clinic, start_in(clinic, 5), alice)).text
    appointment = Appointment.objects.get()
    assert (appointment.status, appointment.patient) == (Status.BOOKED, alice)
    assert appointment.events.get().user is not None
    assert OutgoingMessage.objects.exists()
    assert "Booked: " in page


def test_it_books_with_anyone_who_is_free(desk: Client, clinic: Clinic, alice: Patient) -> None:
    book(desk, filled(clinic, start_in(clinic, 5), alice, therapist=""))
    assert Appointment.objects.get().therapist == clinic.therapist


def test_it_says_on_the_form_that_a_time_is_gone(
    desk: Client, clinic: Clinic, alice: Patient
) -> None:
    taken = booked(clinic)
    page = book(desk, filled(clinic, taken.starts_at, alice))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This time is no longer free." in page.text
    assert f'value="{alice.pk}" selected' in page.text


def test_it_answers_a_second_click_with_the_booking_of_the_first(
    desk: Client, clinic: Clinic, alice: Patient
) -> None:
    form = filled(clinic, start_in(clinic, 5), alice)
    book(desk, form)
    page = book(desk, form).text
    assert "Booked: " in page
    assert Appointment.objects.count() == 1


def test_it_asks_for_a_reason_beyond_the_horizon(
    desk: Client, clinic: Clinic, alice: Patient
) -> None:
    form = filled(clinic, start_in(clinic, 120), alice)
    assert "Give a reason to do it all the same." in book(desk, form).text
    book(desk, {**form, "reason": "Going abroad until then"})
    assert Appointment.objects.get().events.get().reason == "Going abroad until then"


def test_it_lets_nobody_override_without_the_permission(clinic: Clinic, alice: Patient) -> None:
    temp = make_user(is_staff=True)
    codes = ("add_appointment", "view_appointment", "change_appointment", "view_patient")
    temp.user_permissions.set(Permission.objects.filter(codename__in=codes))
    form = filled(clinic, start_in(clinic, 120), alice, reason="Because")
    page = book(browser_of(temp), form).text
    assert "outside notice or horizon" in page
    assert 'name="reason"' not in page
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("patient", "", "Choose a patient"),
        ("patient", "nobody", "valid choice"),
        ("patient", "9" * 40, "valid choice"),
        ("location", "", "required"),
        ("option", "999999", "valid choice"),
        ("therapist", "x", "valid choice"),
        ("day", "2027-02-29", "Enter a valid date"),
        ("day", "9999-12-31", "too far away"),
        ("starts_at", "", "Choose a time."),
        ("starts_at", "tomorrow", "This is not a time."),
        ("starts_at", "2027-05-04T10:00:00", "This is not a time."),
        ("starts_at", "9999-12-31T23:59:59+14:00", "This is not a time."),
        ("starts_at", "2027-05-04T10:07:30-07:00", "cannot be booked"),
        ("reason", "x\0y", "Null characters"),
    ],
)
def test_it_says_what_is_wrong_with_a_form(
    desk: Client, clinic: Clinic, alice: Patient, field: str, value: str, sentence: str
) -> None:
    page = book(desk, {**filled(clinic, start_in(clinic, 5), alice), field: value})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Appointment.objects.exists()
    if field != "reason":
        assert sentence in page.text


def test_it_offers_no_therapist_who_does_not_give_the_treatment(
    desk: Client, clinic: Clinic, alice: Patient
) -> None:
    other = Clinic().therapist
    page = book(desk, filled(clinic, start_in(clinic, 5), alice, therapist=other.pk)).text
    assert "No such therapist offers this treatment here." in page


def test_it_moves_an_appointment(desk: Client, clinic: Clinic) -> None:
    appointment = booked(clinic)
    later = start_in(clinic, 6, 14)
    form = filled(clinic, later, None, save="1")
    page = desk.post(at(appointment, "move"), form, follow=True).text
    appointment.refresh_from_db()
    assert appointment.starts_at == later
    assert "Rescheduled from" in page


def test_it_leaves_the_old_time_when_a_move_fails(desk: Client, clinic: Clinic) -> None:
    appointment, other = booked(clinic, hour=10), booked(clinic, hour=12)
    form = filled(clinic, other.starts_at, None, save="1")
    page = desk.post(at(appointment, "move"), form)
    before = appointment.starts_at
    appointment.refresh_from_db()
    assert appointment.starts_at == before
    assert "This time is no longer free." in page.text


def test_it_asks_for_a_reason_to_cancel_late(desk: Client, clinic: Clinic) -> None:
    soon = clinic.book(start_in(clinic, 1, 9), make_patient(), now=timezone.now())
    soon.location.policy.cancel_cutoff_hours = 72
    soon.location.policy.save()
    page = desk.post(at(soon, "cancel")).text
    assert "Give a reason to do it all the same." in page
    desk.post(at(soon, "cancel"), {"reason": "Ill"})
    soon.refresh_from_db()
    assert soon.status == Status.CANCELLED
    assert soon.events.get(kind="cancelled").reason == "Ill"


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        (("arrive",), Status.ARRIVED),
        (("arrive", "start"), Status.IN_SESSION),
        (("arrive", "start", "complete"), Status.COMPLETED),
        (("complete",), Status.COMPLETED),
        (("cancel",), Status.CANCELLED),
    ],
)
def test_it_follows_the_day(
    desk: Client, clinic: Clinic, verbs: tuple[str, ...], status: Status
) -> None:
    appointment = taking_place(clinic)
    for verb in verbs:
        desk.post(at(appointment, verb), {"reason": "Asked by a late cancellation."})
    appointment.refresh_from_db()
    assert appointment.status == status


@pytest.mark.parametrize(
    ("days", "offered", "not_offered"),
    [
        (2, {"move", "cancel"}, {"arrive", "start", "complete", "no-show"}),
        (-2, {"move", "cancel", "arrive", "start", "complete", "no-show"}, set()),
    ],
)
def test_it_offers_the_steps_of_the_day_from_that_day_on(
    desk: Client, clinic: Clinic, days: int, offered: set[str], not_offered: set[str]
) -> None:
    starts_at = start_in(clinic, days)
    appointment = clinic.book(starts_at, now=starts_at - timedelta(days=3))
    page = desk.get(at(appointment, "change")).text
    assert {verb for verb in offered | not_offered if at(appointment, verb) in page} == offered


def test_it_says_when_a_step_comes_too_soon(desk: Client, clinic: Clinic) -> None:
    appointment = booked(clinic)
    page = desk.post(at(appointment, "no-show"), follow=True).text
    assert "The appointment has not begun yet." in page


def test_it_gives_a_held_time_back(desk: Client, clinic: Clinic) -> None:
    held = clinic.hold(start_in(clinic, 5), now=timezone.now())
    desk.post(at(held, "release"))
    held.refresh_from_db()
    assert held.status == Status.CANCELLED


@pytest.mark.parametrize("verb", ["arrive", "start", "complete", "no-show", "cancel", "move"])
def test_it_changes_nothing_when_a_page_is_only_opened(
    desk: Client, clinic: Clinic, verb: str
) -> None:
    appointment = booked(clinic)
    desk.get(at(appointment, verb))
    desk.head(at(appointment, verb))
    assert Appointment.objects.get().status == Status.BOOKED
    assert appointment.events.count() == 2


@pytest.mark.parametrize("verb", ["cancel", "move"])
def test_it_offers_no_form_for_what_is_over(desk: Client, clinic: Clinic, verb: str) -> None:
    appointment = taking_place(clinic)
    desk.post(at(appointment, "complete"))
    page = desk.get(at(appointment, verb), follow=True).text
    assert "This appointment has changed meanwhile." in page


def test_it_has_no_form_that_edits_an_appointment(desk: Client, clinic: Clinic) -> None:
    appointment = booked(clinic)
    page = desk.get(at(appointment, "change")).text
    assert 'name="_save"' not in page
    assert desk.post(at(appointment, "change"), {"price": "1"}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("verb", ["arrive", "cancel", "move"])
def test_it_lets_therapists_look_but_not_change(clinic: Clinic, verb: str) -> None:
    appointment = booked(clinic)
    maya = make_staff("therapist")
    clinic.therapist.user = maya
    clinic.therapist.save()
    client = browser_of(maya)
    assert client.get(at(appointment, "change")).status_code == HTTPStatus.OK
    assert client.post(at(appointment, verb)).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_it_knows_no_appointment_that_is_not_there(desk: Client, number: str) -> None:
    for verb in ("move", "cancel", "arrive"):
        response = desk.post(f"{LIST}{number}/{verb}/")
        assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("patient", ["x", "9" * 30, "-1", "\0"])
def test_it_ignores_a_link_to_no_patient(desk: Client, clinic: Clinic, patient: str) -> None:
    response = desk.get(f"{LIST}add/", {"patient": patient})
    assert response.status_code == HTTPStatus.OK


def test_it_starts_with_the_patient_of_the_link(desk: Client, alice: Patient) -> None:
    page = desk.get(f"{LIST}add/", {"patient": alice.pk}).text
    assert f'value="{alice.pk}" selected' in page
