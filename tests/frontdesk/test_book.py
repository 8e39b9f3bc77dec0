"""The desk books, from an empty place on the board or by choosing day and time."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, AppointmentEvent, Status
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.factories import (
    Clinic,
    make_location,
    make_patient,
    make_shift,
    make_treatment,
    make_user,
)
from tests.frontdesk.panels import FRAGMENT, SCHEDULE, ask, booked, send, soon, text, toast, wall
from tests.staff import at_work, browser_of
from treatments.models import TreatmentOption

pytestmark = pytest.mark.django_db(transaction=True)
BOOK = f"{SCHEDULE}book/"
NEW = {
    "given_name": "Nora",
    "family_name": "Novak",
    "phone": "604-555-0123",
    "email": "nora@example.test",
    "date_of_birth": "",
}


@pytest.fixture
def alice(db: None) -> Patient:
    return make_patient(phone="+16045550111")


def clicked(clinic: Clinic, hour: int = 10, minute: int = 0, **more: Any) -> dict[str, Any]:
    """The address of an empty place in Maya's column."""
    return {
        "location": clinic.location.slug,
        "therapist": clinic.therapist.slug,
        "at": wall(clinic, soon(clinic, hour, minute)),
        **more,
    }


def wish(clinic: Clinic, patient: Patient | None = None, **more: Any) -> dict[str, Any]:
    """What the form sends to book there."""
    who = {"patient": patient.pk} if patient else NEW
    return {
        **clicked(clinic),
        "option": clinic.option.pk,
        "tell": "yes",
        "save": "1",
        **who,
        **more,
    }


def test_it_books_where_the_board_was_clicked(bob: Client, clinic: Clinic, alice: Patient) -> None:
    shown = toast(send(bob, BOOK, **wish(clinic, alice)))
    appointment = Appointment.objects.get()
    assert appointment.starts_at == soon(clinic, 10)
    assert (appointment.patient, appointment.therapist) == (alice, clinic.therapist)
    assert appointment.status == Status.BOOKED
    assert shown["text"].startswith("Booked: Alice Archer, ")
    assert shown["undo"].startswith(f"{SCHEDULE}{appointment.pk}/undo/")


def test_it_books_for_a_new_patient(bob: Client, clinic: Clinic) -> None:
    toast(send(bob, BOOK, **wish(clinic)))
    nora = Appointment.objects.get().patient
    assert nora
    assert (nora.full_name, str(nora.phone)) == ("Nora Novak", "+16045550123")
    assert not nora.reminders_by_sms
    assert nora.language == ""


def test_it_keeps_the_language_of_a_new_patient(bob: Client, clinic: Clinic) -> None:
    toast(send(bob, BOOK, **wish(clinic, language="fr-ca")))
    assert Patient.objects.get().speaks == "fr-ca"


def test_it_makes_one_patient_and_one_booking_of_two_clicks(bob: Client, clinic: Clinic) -> None:
    first, second = (toast(send(bob, BOOK, **wish(clinic))) for _ in range(2))
    assert first == second
    assert (Patient.objects.count(), Appointment.objects.count()) == (1, 1)


@pytest.mark.parametrize("other", ["therapist", "desk", "tell", "hour later"])
def test_it_says_booked_only_when_it_is_booked_as_asked(
    bob: Client, clinic: Clinic, alice: Patient, other: str
) -> None:
    toast(send(bob, BOOK, **wish(clinic, alice)))
    form, desk = wish(clinic, alice), bob
    if other == "therapist":
        form["therapist"] = clinic.therapists[1].slug
    if other == "desk":
        desk = at_work("receptionist")
    if other == "tell":
        form["tell"] = "no"
    if other == "hour later":
        AppointmentEvent.objects.update(at=timezone.now() - timedelta(hours=1))
    assert send(desk, BOOK, **form).status_code == HTTPStatus.CONFLICT
    assert Appointment.objects.get().therapist == clinic.therapist


def test_it_loses_nothing_when_the_time_is_gone(bob: Client, clinic: Clinic) -> None:
    booked(clinic, soon(clinic, 10), therapist=clinic.therapist)
    response = send(bob, BOOK, **wish(clinic))
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"{clinic.therapist.first_name} is taken until 11:15 am." in text(response)
    nora = Patient.objects.get(given_name="Nora")
    assert f'name="patient" value="{nora.pk}"' in text(response)
    toast(send(bob, BOOK, **wish(clinic, nora, at=wall(clinic, soon(clinic, 13)))))
    assert Patient.objects.filter(given_name="Nora").count() == 1


def test_it_keeps_the_treatment_for_another_time_when_it_does_not_fit(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    booked(clinic, soon(clinic, 10), therapist=clinic.therapist)
    page = text(send(bob, BOOK, **wish(clinic, alice, tell="no")))
    assert f'<input type="hidden" name="option" value="{clinic.option.pk}">' in page
    assert '<input type="hidden" name="tell" value="no">' in page


def test_it_adds_no_patient_whose_details_are_wrong(bob: Client, clinic: Clinic) -> None:
    response = send(bob, BOOK, **wish(clinic, phone="12", family_name=""))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for said in ("This is not a phone number", "Enter the family name.", 'value="Nora"'):
        assert said in text(response)
    assert not Patient.objects.exists()


def test_it_offers_what_fits_and_says_why_the_rest_does_not(bob: Client, clinic: Clinic) -> None:
    clinic.therapist.treatments.add(make_treatment("deep", minutes=(30, 90)))
    booked(clinic, soon(clinic, 11), therapist=clinic.therapist)
    page = text(ask(bob, BOOK, **clicked(clinic)))
    short, long = TreatmentOption.objects.filter(treatment__slug="deep")
    assert f'value="{short.pk}" data-look >' in page
    assert f'value="{long.pk}" data-look disabled>' in page
    assert "has the next appointment at 11:00 am." in page


def test_it_says_once_why_nothing_fits_and_leads_to_another_time(
    bob: Client, clinic: Clinic
) -> None:
    clinic.therapist.treatments.add(make_treatment("deep", minutes=(30, 90)))
    booked(clinic, soon(clinic, 10), therapist=clinic.therapist)
    page = text(ask(bob, BOOK, **clicked(clinic)))
    assert page.count("is taken until 11:15 am.") == 1
    assert 'name="save"' not in page
    assert "Another time" in page


def test_it_starts_with_what_the_patient_had_last(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    clinic.therapist.treatments.add(make_treatment("deep", minutes=(30, 90)))
    booked(clinic, soon(clinic, 10, days=2), patient=alice)
    page = text(ask(bob, BOOK, **clicked(clinic, patient=alice.pk)))
    assert f'value="{clinic.option.pk}" data-look checked autofocus>' in page


def test_it_finds_patients_without_scripts(bob: Client, clinic: Clinic, alice: Patient) -> None:
    page = text(send(bob, BOOK, **clicked(clinic), q="archer", look="find"))
    assert f'name="patient" value="{alice.pk}"' in page
    assert not Appointment.objects.exists()


def test_it_lets_one_choose_somebody_else(bob: Client, clinic: Clinic, alice: Patient) -> None:
    page = text(send(bob, BOOK, **clicked(clinic), patient=alice.pk, look="other-patient"))
    assert "Find by name" in page
    assert f'name="patient" value="{alice.pk}"' not in page


def test_it_lists_the_free_times_of_a_day_without_a_place(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    start = soon(clinic, 14)
    query = {"location": clinic.location.slug, "option": clinic.option.pk}
    day = start.astimezone(clinic.location.zone).date()
    assert f'value="{start.isoformat()}"' in text(ask(bob, BOOK, **query, day=day))
    toast(send(bob, BOOK, **query, patient=alice.pk, starts_at=start.isoformat(), save="1"))
    assert Appointment.objects.get().starts_at == start


def test_it_stays_on_the_day_that_was_clicked_when_another_time_is_wanted(
    bob: Client, clinic: Clinic
) -> None:
    page = text(send(bob, BOOK, **clicked(clinic, option=clinic.option.pk, look="other-time")))
    assert f'value="{soon(clinic, 14).isoformat()}"' in page


def test_it_asks_for_the_reason_of_the_day_that_is_shown(bob: Client, clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=5)
    near, far = soon(clinic, 14), soon(clinic, 14, days=10)
    query = {"location": clinic.location.slug, "option": clinic.option.pk}
    day = far.astimezone(clinic.location.zone).date()
    page = text(ask(bob, BOOK, **query, day=day, starts_at=near.isoformat()))
    assert 'name="reason"' in page


def test_it_names_the_next_free_day(bob: Client, clinic: Clinic) -> None:
    day = soon(clinic, 10).astimezone(clinic.location.zone).date()
    for one in clinic.therapists:
        one.shift_changes.create(date=day)
    page = text(ask(bob, BOOK, option=clinic.option.pk, day=day, location=clinic.location.slug))
    assert "Nothing is free that day." in page
    assert f'name="day" value="{day + timedelta(days=1)}"' in page


def test_it_books_in_the_room_that_was_clicked(bob: Client, clinic: Clinic, alice: Patient) -> None:
    room = clinic.location.rooms.last()
    assert room
    toast(send(bob, BOOK, **wish(clinic, alice, room=room.pk, therapist="")))
    assert Appointment.objects.get().room == room


def test_it_asks_for_a_reason_only_outside_the_policy(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    assert 'name="reason"' not in text(ask(bob, BOOK, **clicked(clinic)))
    clinic.set_policy(notice_minutes=7 * 24 * 60)
    assert 'name="reason"' in text(ask(bob, BOOK, **clicked(clinic)))
    response = send(bob, BOOK, **wish(clinic, alice))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Give a reason to do it all the same." in text(response)
    toast(send(bob, BOOK, **wish(clinic, alice, reason="A friend of the house")))
    assert Appointment.objects.get().events.get().reason == "A friend of the house"


def test_it_lets_nobody_override_without_the_permission(clinic: Clinic, alice: Patient) -> None:
    clinic.set_policy(notice_minutes=7 * 24 * 60)
    temp = make_user(is_staff=True)
    codes = ("add_appointment", "view_appointment", "view_patient")
    temp.user_permissions.set(Permission.objects.filter(codename__in=codes))
    response = send(browser_of(temp), BOOK, **wish(clinic, alice, reason="Because"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "outside notice or horizon" in text(response)
    assert 'name="reason"' not in text(response)
    assert not Appointment.objects.exists()


def test_it_offers_no_therapist_who_does_not_give_the_treatment(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    other = Clinic().therapist
    response = send(bob, BOOK, **wish(clinic, alice, therapist=other.slug))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "That therapist does not give this treatment here." in text(response)


def test_it_asks_for_the_reason_with_the_times_and_keeps_it(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    clinic.set_policy(notice_minutes=7 * 24 * 60)
    form = wish(clinic, alice, reason="In pain", look="other-time")
    del form["save"]
    assert 'value="In pain"' in text(send(bob, BOOK, **form))
    clinic.set_policy(notice_minutes=0)
    assert 'type="hidden" name="reason" value="In pain"' in text(send(bob, BOOK, **form))


@pytest.mark.parametrize(("tell", "told"), [("yes", 1), ("no", 0)])
def test_it_tells_the_patient_after_the_time_to_undo(
    bob: Client, clinic: Clinic, alice: Patient, tell: str, told: int
) -> None:
    toast(send(bob, BOOK, **wish(clinic, alice, tell=tell)))
    news = OutgoingMessage.objects.filter(kind="confirmation")
    assert news.count() == told
    assert all(one.due_at > timezone.now() + timedelta(seconds=5) for one in news)


def test_it_reads_a_skipped_and_a_repeated_hour(bob: Client, db: None) -> None:
    clinic = Clinic(zone_name="Europe/London")
    clinic.open_all_day()
    for at in ("2027-03-28T01:30", "2026-10-25T01:30"):
        page = ask(bob, BOOK, **clicked(clinic, at=at))
        assert page.status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("patient", "x", "There is no such patient."),
        ("patient", "9" * 40, "There is no such patient."),
        ("patient", "\0", "There is no such patient."),
        ("location", "nowhere", "We have no such location."),
        ("therapist", "nobody", "We have no such therapist."),
        ("room", "9" * 18, "We have no such room."),
        ("option", "", "Choose a treatment."),
        ("option", "999999", "We do not offer this treatment."),
        ("at", "tomorrow", "This is not a time."),
        ("at", "9999-12-31T23:59", "This is not a time."),
        ("at", "", "Choose a time."),
        ("given_name", "x\0y", "Null characters are not allowed."),
        ("reason", "x" * 301, ""),
        ("reason", "x\0y", ""),
    ],
)
def test_it_says_what_is_wrong(
    bob: Client, clinic: Clinic, alice: Patient, field: str, value: str, said: str
) -> None:
    patient = None if field == "given_name" else alice
    response = send(bob, BOOK, **{**wish(clinic, patient), field: value})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in text(response)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("day", "said"), [("2027-02-30", "This is not a date."), ("9999-12-31", "too far away")]
)
def test_it_says_what_is_wrong_with_a_day(bob: Client, clinic: Clinic, day: str, said: str) -> None:
    response = ask(bob, BOOK, option=clinic.option.pk, day=day)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in text(response)


def test_it_takes_no_room_of_another_location(bob: Client, clinic: Clinic, alice: Patient) -> None:
    elsewhere = make_location().rooms.get()
    response = send(bob, BOOK, **wish(clinic, alice, room=elsewhere.pk))
    assert response.status_code == HTTPStatus.CONFLICT
    assert not Appointment.objects.exists()


def test_it_refuses_an_overlap_whatever_the_reason(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    booked(clinic, soon(clinic, 10, 30), therapist=clinic.therapist)
    response = send(bob, BOOK, **wish(clinic, alice, reason="Please"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert Appointment.objects.count() == 1


def test_it_leads_to_the_board_without_scripts(bob: Client, clinic: Clinic, alice: Patient) -> None:
    response = bob.post(BOOK, wish(clinic, alice))
    assert response["Location"].startswith("/admin/schedule/?date=")


def test_it_asks_few_queries(
    bob: Client, clinic: Clinic, alice: Patient, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        treatment = make_treatment(minutes=(30, 60, 90))
        clinic.therapist.treatments.add(treatment)
        make_shift(clinic.therapist, make_location(), weekday=number)
    # Session, account, two of permissions, the clinic's clock; location, therapist, patient; the
    # options, four plans, what is busy, the rooms; what the patient had, the therapists, the
    # locations.
    with django_assert_max_num_queries(20):
        ask(bob, BOOK, **clicked(clinic, patient=alice.pk))


@pytest.mark.parametrize(
    ("role", "status"),
    [("receptionist", 200), ("manager", 200), ("therapist", 403), ("patient", 403)],
)
def test_it_opens_for_the_desk_only(clinic: Clinic, role: str, status: int) -> None:
    assert ask(at_work(role), BOOK, **clicked(clinic)).status_code == status


def test_it_lets_nobody_else_book(clinic: Clinic, charlie: Client, alice: Patient) -> None:
    response = send(charlie, BOOK, **wish(clinic, alice))
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert not Appointment.objects.exists()


def test_it_asks_strangers_to_sign_in(client: Client, clinic: Clinic) -> None:
    response = client.get(BOOK, headers=FRAGMENT)
    assert response.status_code == HTTPStatus.FOUND


def known(**fields: Any) -> Patient:
    """Who was here before, with the telephone of the new patient."""
    names = {"given_name": "Nora", "family_name": "Nowak", **fields}
    return make_patient(phone="+16045550123", **names)


def test_it_asks_whether_a_new_patient_is_one_we_know(bob: Client, clinic: Clinic) -> None:
    nora = known()
    response = send(bob, BOOK, **wish(clinic))
    page = text(response)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Is it somebody we know? Nothing is booked yet." in page
    assert f'name="patient" value="{nora.pk}"' in page
    assert "ame phone" in page
    assert 'value="Novak"' in page
    assert (Patient.objects.count(), Appointment.objects.count()) == (1, 0)


def test_it_books_for_the_one_we_know(bob: Client, clinic: Clinic) -> None:
    nora = known()
    toast(send(bob, BOOK, **{**wish(clinic), "patient": nora.pk}))
    assert Appointment.objects.get().patient == nora
    assert Patient.objects.count() == 1


def test_it_asks_once_and_then_takes_somebody_new(bob: Client, clinic: Clinic) -> None:
    nora = known()
    page = text(send(bob, BOOK, **wish(clinic)))
    assert f'name="not_these" value="{nora.pk}"' in page
    assert "No, somebody new: book" in page
    for _ in range(2):
        toast(send(bob, BOOK, **wish(clinic, not_these=nora.pk)))
    assert Appointment.objects.get().patient != nora
    assert Patient.objects.count() == 2


def test_it_asks_again_about_somebody_else(bob: Client, clinic: Clinic) -> None:
    first, other = known(), known(given_name="Noor")
    response = send(bob, BOOK, **wish(clinic, not_these=first.pk))
    assert response.status_code == HTTPStatus.CONFLICT
    assert f'name="not_these" value="{first.pk},{other.pk}"' in text(response)


@pytest.mark.parametrize("asked", ["x", "9" * 40, ",,", "²"])
def test_it_reads_only_keys_of_those_asked_about(bob: Client, clinic: Clinic, asked: str) -> None:
    known()
    assert send(bob, BOOK, **wish(clinic, not_these=asked)).status_code == HTTPStatus.CONFLICT


def test_it_says_beside_the_button_what_is_missing(
    bob: Client, clinic: Clinic, alice: Patient
) -> None:
    page = text(send(bob, BOOK, **wish(clinic, alice, option="")))
    assert "Not booked yet: Choose a treatment. </p>" in page


def test_it_searches_for_nobody_while_a_new_patient_is_typed(bob: Client, clinic: Clinic) -> None:
    page = text(send(bob, BOOK, **wish(clinic, option="", q="nora")))
    assert "Nobody is found" not in page
    assert 'value="Novak"' in page


def test_it_says_that_the_time_has_passed(bob: Client, clinic: Clinic, alice: Patient) -> None:
    clinic.open_all_day()
    over = wall(clinic, timezone.now().replace(minute=0) - timedelta(hours=2))
    response = send(bob, BOOK, **wish(clinic, alice, at=over))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "This time has passed. Give a reason to do it all the same." in text(response)
    assert "notice or horizon" not in text(response)
    toast(send(bob, BOOK, **wish(clinic, alice, at=over, reason="She was here")))
