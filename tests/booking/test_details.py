"""From the hold to the booking: the code, who it is for, and the confirmation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking.models import Appointment, Status
from patients.models import Patient
from tests.accounts.codes import is_signed_in, newest_code
from tests.booking.pages import booked, family, held, soon, text, values_of_starts
from tests.booking.stranding import off
from tests.edges import Mailbox
from tests.factories import Clinic, make_patient, make_user

pytestmark = pytest.mark.django_db

ALICE = "alice@example.test"
ME = {"who": "self", "given_name": "Alice", "family_name": "Archer", "reminders_by_email": "on"}
LATE = timedelta(minutes=11)


@pytest.fixture
def alice() -> User:
    return make_user(ALICE)


@pytest.fixture
def signed_in(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    return held(clinic, soon(clinic, 10))


def confirm(client: Client, appointment: Appointment, **fields: Any) -> Any:
    return client.post(f"/book/{appointment.token}/", {**ME, **fields})


@contextmanager
def unwritable_messages() -> Iterator[None]:
    """The end of a booking fails."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reminders_outgoingmessage ADD CONSTRAINT broken CHECK (false)")
        yield
        cursor.execute("ALTER TABLE reminders_outgoingmessage DROP CONSTRAINT broken")


def status_of(appointment: Appointment) -> str:
    appointment.refresh_from_db()
    return appointment.status


def test_it_shows_what_is_held_and_until_when(client: Client, appointment: Appointment) -> None:
    response = client.get(f"/book/{appointment.token}/")
    page = text(response)
    for fact in (appointment.treatment.name, appointment.therapist.name, "$90.00", "10:00 am"):
        assert fact in page
    assert "data-expires-at=" in page
    assert "We keep this time for you until" in page


def test_it_stays_out_of_caches_and_search_engines(
    client: Client, appointment: Appointment
) -> None:
    response = client.get(f"/book/{appointment.token}/")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_it_asks_whoever_is_not_signed_in_for_the_address(
    client: Client, appointment: Appointment
) -> None:
    page = text(client.get(f"/book/{appointment.token}/"))
    assert f'action="/book/{appointment.token}/sign-in/"' in page
    assert "password" not in page.split("<main")[1].replace("no password", "")


def test_it_signs_in_without_losing_sight_of_the_hold(
    client: Client, appointment: Appointment, mailbox: Mailbox
) -> None:
    here = f"/book/{appointment.token}/"
    asked = client.post(f"{here}sign-in/", {"email": ALICE})
    assert asked["Location"] == f"{here}code/"
    assert appointment.therapist.name in text(client.get(f"{here}code/"))
    done = client.post(f"{here}code/", {"code": newest_code(mailbox, ALICE)})
    assert done["Location"] == here
    assert is_signed_in(client)


def test_it_shows_the_hold_beside_a_wrong_address(client: Client, appointment: Appointment) -> None:
    response = client.post(f"/book/{appointment.token}/sign-in/", {"email": "alice"})
    assert response.status_code == 422
    assert 'value="alice"' in text(response)
    assert appointment.therapist.name in text(response)


def test_it_shows_the_hold_beside_a_wrong_code(client: Client, appointment: Appointment) -> None:
    here = f"/book/{appointment.token}/"
    client.post(f"{here}sign-in/", {"email": ALICE})
    response = client.post(f"{here}code/", {"code": "x"})
    assert response.status_code == 422
    assert "not the code we sent" in text(response)
    assert appointment.therapist.name in text(response)


def test_it_shows_the_hold_beside_a_refusal_to_send_codes(
    client: Client, appointment: Appointment, mailbox: Mailbox
) -> None:
    mailbox.answer_with("451 4.3.0 Try again later")
    response = client.post(f"/book/{appointment.token}/sign-in/", {"email": ALICE})
    assert response.status_code == 503
    assert appointment.therapist.name in text(response)


def test_it_sends_another_code_and_stays_with_the_hold(
    client: Client, appointment: Appointment, mailbox: Mailbox
) -> None:
    here = f"/book/{appointment.token}/"
    client.post(f"{here}sign-in/", {"email": ALICE})
    again = client.post(f"{here}code/", {"action": "resend"})
    assert again["Location"] == f"{here}code/"
    assert len(mailbox.to(ALICE)) == 2


def test_it_signs_in_with_a_code_that_came_after_the_hold_ended(
    client: Client, appointment: Appointment, mailbox: Mailbox
) -> None:
    here = f"/book/{appointment.token}/"
    client.post(f"{here}sign-in/", {"email": ALICE})
    Appointment.objects.update(expires_at=timezone.now())
    client.post(f"{here}code/", {"code": newest_code(mailbox, ALICE)})
    assert is_signed_in(client)
    assert client.get(here).status_code == 410


def test_it_books_for_me(signed_in: Client, appointment: Appointment, alice: User) -> None:
    response = confirm(signed_in, appointment)
    patient = Patient.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/appointments/{appointment.token}/"
    assert status_of(appointment) == Status.BOOKED
    assert (appointment.patient, patient.account, patient.relationship) == (patient, alice, "self")


def test_it_books_for_a_child_with_its_date_of_birth(
    signed_in: Client, appointment: Appointment
) -> None:
    confirm(signed_in, appointment, who="child", given_name="Cleo", date_of_birth="2015-02-28")
    patient = Patient.objects.get()
    assert (patient.relationship, str(patient.date_of_birth)) == ("child", "2015-02-28")


def test_it_books_for_somebody_already_known(
    signed_in: Client, appointment: Appointment, alice: User
) -> None:
    _, child = family(alice)
    signed_in.post(f"/book/{appointment.token}/", {"who": f"patient-{child.pk}"})
    appointment.refresh_from_db()
    assert appointment.patient == child
    assert Patient.objects.count() == 2


def test_it_says_what_was_booked(signed_in: Client, appointment: Appointment) -> None:
    confirm(signed_in, appointment)
    page = text(signed_in.get(f"/appointments/{appointment.token}/"))
    assert "You are booked" in page
    location = appointment.location
    for fact in ("Alice", location.address, "openstreetmap.org", "$90.00", "Add to calendar"):
        assert fact in page
    assert location.how_to_prepare in page


def test_it_books_once_however_often_it_is_sent(
    signed_in: Client, appointment: Appointment
) -> None:
    first, again = confirm(signed_in, appointment), confirm(signed_in, appointment)
    assert first["Location"] == again["Location"]
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("who", [{}, {"who": "child", "date_of_birth": "2015-02-28"}])
def test_it_books_when_sent_again_after_it_broke_off(
    signed_in: Client, appointment: Appointment, who: dict[str, str]
) -> None:
    signed_in.raise_request_exception = False
    with unwritable_messages():
        assert confirm(signed_in, appointment, **who).status_code == 500
    assert status_of(appointment) == Status.HELD
    assert confirm(signed_in, appointment, **who).status_code == 303
    assert status_of(appointment) == Status.BOOKED
    assert appointment.patient == Patient.objects.get()


def test_it_shows_the_form_as_it_was_when_sent_again_with_a_mistake(
    signed_in: Client, appointment: Appointment, alice: User
) -> None:
    make_patient(alice)
    page = text(confirm(signed_in, appointment, phone="12"))
    assert "This is not a phone number" in page
    assert "Choose one of these." not in page
    assert "(me)" not in page


def test_it_says_the_policy_beforehand(signed_in: Client, appointment: Appointment) -> None:
    page = text(signed_in.get(f"/book/{appointment.token}/"))
    assert "You can move or cancel it yourself until" in page
    assert appointment.location.phone in page


def test_it_asks_nothing_about_health(signed_in: Client, appointment: Appointment) -> None:
    page = text(signed_in.get(f"/book/{appointment.token}/"))
    assert "Your therapist will ask about health at the visit" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"given_name": ""}, "Enter the given name."),
        ({"family_name": " "}, "Enter the family name."),
        ({"given_name": "x" * 81}, "at most 80 characters"),
        ({"given_name": "A\x00"}, "Null characters"),
        ({"who": ""}, "Choose who the appointment is for."),
        ({"who": "patient-1"}, "Choose one of these."),
        ({"who": "child"}, "date of birth"),
        ({"who": "child", "date_of_birth": "2015-02-29"}, "Enter a date such as"),
        ({"date_of_birth": "2999-01-01"}, "on which the patient was born"),
        ({"date_of_birth": "0001-01-01"}, "on which the patient was born"),
        ({"phone": "12"}, "This is not a phone number"),
        ({"reminders_by_sms": "on"}, "Texts need a phone number"),
    ],
)
def test_it_says_what_is_missing_and_loses_nothing(
    signed_in: Client, appointment: Appointment, typed: dict[str, str], sentence: str
) -> None:
    response = confirm(signed_in, appointment, **{"pronouns": "ze/zir", **typed})
    assert response.status_code == 422
    assert sentence in text(response)
    assert 'value="ze/zir"' in text(response)
    assert status_of(appointment) == Status.HELD
    assert not Patient.objects.exists()


def test_it_takes_names_of_every_script(signed_in: Client, appointment: Appointment) -> None:
    confirm(signed_in, appointment, given_name="Þórdís 😀", family_name="สมชาย <b>")
    page = text(signed_in.get(f"/appointments/{appointment.token}/"))
    assert "Þórdís 😀" in page
    assert "<b>" not in page


def test_it_remembers_when_texts_were_agreed_to(
    signed_in: Client, appointment: Appointment
) -> None:
    confirm(signed_in, appointment, phone="604-555-0123", reminders_by_sms="on")
    patient = Patient.objects.get()
    assert str(patient.phone) == "+16045550123"
    assert patient.sms_agreed_at is not None


def test_it_does_not_offer_a_second_me(
    signed_in: Client, appointment: Appointment, alice: User
) -> None:
    make_patient(alice)
    page = text(signed_in.get(f"/book/{appointment.token}/"))
    assert 'value="self"' not in page
    assert confirm(signed_in, appointment, given_name="Alicia").status_code == 422


def test_it_does_not_know_the_patients_of_others(
    signed_in: Client, appointment: Appointment
) -> None:
    charlie = make_patient(make_user(), given_name="Charlie")
    assert "Charlie" not in text(signed_in.get(f"/book/{appointment.token}/"))
    assert confirm(signed_in, appointment, who=f"patient-{charlie.pk}").status_code == 422


def test_it_refuses_a_patient_who_is_elsewhere_at_that_time(signed_in: Client, alice: User) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    patient = make_patient(alice)
    booked(clinic, soon(clinic, 10), patient)
    appointment = held(clinic, soon(clinic, 10, 30), therapist=clinic.therapists[1])
    response = confirm(signed_in, appointment, who=f"patient-{patient.pk}")
    assert response.status_code == 409
    assert "another appointment at that time" in text(response)
    assert status_of(appointment) == Status.HELD


def test_it_offers_the_same_time_again_when_the_hold_ran_out(
    signed_in: Client, clinic: Clinic
) -> None:
    appointment = held(clinic, soon(clinic, 10), ago=LATE)
    response = signed_in.get(f"/book/{appointment.token}/")
    assert response.status_code == 410
    assert "It is still free: take it again" in text(response)
    assert soon(clinic, 10) in values_of_starts(response)


def test_it_offers_the_nearest_when_somebody_took_it_meanwhile(
    signed_in: Client, clinic: Clinic
) -> None:
    appointment = held(clinic, soon(clinic, 10), ago=LATE)
    booked(clinic, soon(clinic, 10))
    response = signed_in.get(f"/book/{appointment.token}/")
    assert response.status_code == 410
    assert "Somebody else has taken it" in text(response)
    assert soon(clinic, 10) not in values_of_starts(response)
    assert soon(clinic, 11, 15) in values_of_starts(response)


def test_it_books_nothing_after_the_hold_ran_out(signed_in: Client, clinic: Clinic) -> None:
    appointment = held(clinic, soon(clinic, 10), ago=LATE)
    assert confirm(signed_in, appointment).status_code == 410
    assert status_of(appointment) == Status.HELD
    assert not Patient.objects.exists()


def test_it_says_that_the_clinic_took_the_time_back(
    signed_in: Client, clinic: Clinic, appointment: Appointment
) -> None:
    off(clinic, appointment.starts_at, appointment.ends_at)
    response = confirm(signed_in, appointment)
    assert response.status_code == 410
    assert "The clinic had to take this time back. Nothing has been booked." in text(response)
    assert "Somebody else has taken it" not in text(response)
    assert soon(clinic, 11) in values_of_starts(response)
    assert status_of(appointment) == Status.CANCELLED


def test_it_keeps_what_was_typed_for_the_next_hold(signed_in: Client, clinic: Clinic) -> None:
    confirm(signed_in, held(clinic, soon(clinic, 10), ago=LATE), pronouns="ze/zir")
    again = held(clinic, soon(clinic, 10))
    assert 'value="ze/zir"' in text(signed_in.get(f"/book/{again.token}/"))
    confirm(signed_in, again)
    assert "booking_details" not in signed_in.session


def test_it_does_not_take_the_word_of_whoever_is_not_signed_in(
    client: Client, appointment: Appointment
) -> None:
    confirm(client, appointment)
    assert status_of(appointment) == Status.HELD
    assert not Patient.objects.exists()


def test_it_leads_on_to_the_appointment_once_booked(client: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    for path in ("", "sign-in/"):
        response = client.get(f"/book/{appointment.token}/{path}", follow=True)
        assert response.redirect_chain[-1][0] == f"/appointments/{appointment.token}/"


def test_it_changes_nothing_by_get_or_head(signed_in: Client, appointment: Appointment) -> None:
    for path in ("", "sign-in/", "code/"):
        signed_in.get(f"/book/{appointment.token}/{path}")
        signed_in.head(f"/book/{appointment.token}/{path}")
    assert status_of(appointment) == Status.HELD


@pytest.mark.parametrize("token", ["x" * 43, "x" * 42, "hold%00", "x" * 500])
def test_it_does_not_find_what_nobody_holds(client: Client, token: str) -> None:
    assert client.get(f"/book/{token}/").status_code == 404


def test_it_books_for_staff_only_themselves(client: Client, appointment: Appointment) -> None:
    """Bob at the desk has the admin for others; here he is a patient like everybody."""
    make_patient(make_user(), given_name="Charlie")
    bob = make_user(is_staff=True)
    client.force_login(bob)
    assert "Charlie" not in text(client.get(f"/book/{appointment.token}/"))
    confirm(client, appointment)
    assert Patient.objects.get(account=bob).appointments.get() == appointment


def test_it_keeps_a_box_that_was_emptied(signed_in: Client, clinic: Clinic) -> None:
    late = held(clinic, soon(clinic, 10), ago=LATE)
    typed = {name: value for name, value in ME.items() if name != "reminders_by_email"}
    signed_in.post(f"/book/{late.token}/", typed)
    signed_in.get(f"/book/{held(clinic, soon(clinic, 10)).token}/")
    assert signed_in.session["booking_details"]["reminders_by_email"] is False


def test_it_keeps_what_was_typed_by_somebody_signed_out_meanwhile(
    client: Client, alice: User, appointment: Appointment
) -> None:
    page = text(confirm(client, appointment, pronouns="ze/zir"))
    assert "You were signed out meanwhile" in page
    client.force_login(alice)
    assert 'value="ze/zir"' in text(client.get(f"/book/{appointment.token}/"))
