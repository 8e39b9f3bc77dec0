"""Patients in the admin: found by name, address or telephone."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from patients.contact import stop_texts
from patients.models import Patient
from tests.factories import Clinic, make_patient, make_user
from tests.staff import at_work

pytestmark = pytest.mark.django_db

PATIENTS = "/admin/patients/patient/"


@pytest.fixture
def desk(db: None) -> Client:
    return at_work("receptionist")


def save(desk: Client, patient: Patient | None, **changes: str) -> Any:
    form = {
        "given_name": "Alice",
        "family_name": "Archer",
        "relationship": "self",
        "phone": "+16045550123",
        "reminders_by_email": "on",
        **changes,
    }
    address = f"{patient.pk}/change/" if patient else "add/"
    return desk.post(f"{PATIENTS}{address}", form, follow=True)


@pytest.mark.parametrize(
    "term",
    [
        "archer",
        "ALI",
        "alice archer",
        "alice@example",
        "604 555 0123",
        "(604) 555-0123",
        "604.555.0123",
        "+1 604 555 0123",
        "5550123",
    ],
)
def test_it_finds_a_patient(desk: Client, term: str) -> None:
    make_patient(email="alice@example.test", phone="+16045550123")
    make_patient(given_name="Charlie", family_name="Cross", phone="+16045550999")
    page = desk.get(PATIENTS, {"q": term}).text
    assert "Alice Archer" in page
    assert "Charlie Cross" not in page


def test_it_finds_a_family_by_the_address_of_the_account(desk: Client) -> None:
    make_patient(make_user("family@example.test"))
    assert "Alice Archer" in desk.get(PATIENTS, {"q": "family@"}).text


@pytest.mark.parametrize("term", ["%", "x\0y", "'; --", "()", "++++", "🙂", "1" * 500])
def test_it_finds_nothing_for_nonsense(desk: Client, term: str) -> None:
    make_patient()
    response = desk.get(PATIENTS, {"q": term}, follow=True)
    assert response.status_code == 200


def test_it_adds_a_patient_whom_only_the_desk_books(desk: Client) -> None:
    save(desk, None)
    assert Patient.objects.get().account is None


def test_it_asks_once_whether_a_new_patient_is_one_we_know(desk: Client) -> None:
    known = make_patient(given_name="Alise", family_name="Archer", phone="+16045550123")
    page = save(desk, None).text
    assert "Is it somebody we know?" in page
    assert reverse("frontdesk:patient", args=(known.pk,)) in page
    assert f'name="not_these" value="{known.pk}"' in page
    assert Patient.objects.count() == 1
    save(desk, None, not_these=str(known.pk))
    assert Patient.objects.count() == 2


def test_it_says_who_the_patient_is_in_the_words_of_the_desk(desk: Client) -> None:
    page = desk.get(f"{PATIENTS}add/").text
    assert "The account&#x27;s holder" in page
    assert "My child" not in page


def test_it_refuses_a_telephone_number_that_cannot_be(desk: Client) -> None:
    assert "valid phone number" in save(desk, None, phone="12").text
    assert not Patient.objects.exists()


def test_it_refuses_two_records_of_one_account_holder(desk: Client) -> None:
    family = make_user()
    make_patient(family)
    response = save(desk, None, account=str(family.pk))
    assert "This account has a record of its own holder already." in response.text
    assert Patient.objects.count() == 1


def test_it_dates_the_agreement_to_texts_and_its_end(desk: Client) -> None:
    save(desk, None, reminders_by_sms="on")
    patient = Patient.objects.get()
    assert (bool(patient.sms_agreed_at), bool(patient.sms_stopped_at)) == (True, False)
    save(desk, patient)
    stored = Patient.objects.get()
    assert stored.sms_stopped_at
    assert not stored.reminders_by_sms


def test_it_keeps_the_date_of_the_agreement_when_something_else_changes(desk: Client) -> None:
    save(desk, None, reminders_by_sms="on")
    patient = Patient.objects.get()
    save(desk, patient, reminders_by_sms="on", given_name="Alicia")
    before, name = patient.sms_agreed_at, "Alicia"
    patient.refresh_from_db()
    assert (patient.sms_agreed_at, patient.given_name) == (before, name)


SHOWN = re.compile(r'name="initial-reminders_by_sms" value="(True|False)"')
TICKED = re.compile(r'<input type="checkbox" name="reminders_by_sms"[^>]* checked(?=[ >])')


def opened(desk: Client, patient: Patient) -> dict[str, str]:
    """What the browser sends of the texts' box when nobody touches it."""
    page = desk.get(f"{PATIENTS}{patient.pk}/change/").text
    was = SHOWN.search(page)
    assert was
    ticked = {"reminders_by_sms": "on"} if TICKED.search(page) else {}
    return {"initial-reminders_by_sms": was[1], **ticked}


@pytest.fixture
def agreed(desk: Client) -> Patient:
    save(desk, None, reminders_by_sms="on")
    return Patient.objects.get()


@pytest.mark.parametrize("stopped_while_open", [True, False])
def test_saving_something_else_does_not_undo_a_stop(
    desk: Client, agreed: Patient, stopped_while_open: bool
) -> None:
    form = opened(desk, agreed) if stopped_while_open else {}
    stop_texts([agreed], now=timezone.now())
    stopped = Patient.objects.get()
    save(desk, agreed, **(form or opened(desk, agreed)), given_name="Alicia")
    after = Patient.objects.get()
    assert after.given_name == "Alicia"
    assert (after.sms_agreed_at, after.sms_stopped_at, after.reminders_by_sms) == (
        stopped.sms_agreed_at,
        stopped.sms_stopped_at,
        True,
    )


def test_whoever_ticks_the_box_after_a_stop_agrees_anew(desk: Client, agreed: Patient) -> None:
    stop_texts([agreed], now=timezone.now())
    form = opened(desk, agreed)
    assert form == {"initial-reminders_by_sms": "False"}
    save(desk, agreed, **form, reminders_by_sms="on")
    after = Patient.objects.get()
    assert after.wants_texts
    assert after.sms_agreed_at
    assert agreed.sms_agreed_at
    assert after.sms_agreed_at > agreed.sms_agreed_at


def test_it_dates_the_agreement_anew_for_a_new_number(desk: Client) -> None:
    save(desk, None, reminders_by_sms="on")
    patient = Patient.objects.get()
    before = patient.sms_agreed_at
    save(desk, patient, reminders_by_sms="on", phone="+16045550999")
    patient.refresh_from_db()
    assert before
    assert patient.sms_agreed_at
    assert patient.sms_agreed_at > before
    assert patient.phone == "+16045550999"


def test_it_leads_from_a_patient_to_booking_and_to_the_appointments(desk: Client) -> None:
    clinic = Clinic()
    patient = make_patient()
    clinic.book(clinic.at(10), patient)
    page = desk.get(f"{PATIENTS}{patient.pk}/change/").text
    assert f"/admin/schedule/book/?patient={patient.pk}" in page
    listed = f"/admin/booking/appointment/?patient__id__exact={patient.pk}"
    assert listed in page
    assert "Alice Archer" in desk.get(listed).text


def test_it_keeps_the_language_of_messages(desk: Client) -> None:
    patient = make_patient(phone="+16045550123")
    save(desk, patient, language="fr-ca")
    patient.refresh_from_db()
    assert patient.speaks == "fr-ca"
    assert "As the account or the clinic" in desk.get(f"{PATIENTS}{patient.pk}/change/").text


def test_the_desk_sees_whose_language_it_is(desk: Client) -> None:
    child = make_patient(make_user(language="fr-ca"), relationship="child")
    page = " ".join(desk.get(reverse("frontdesk:patient", args=(child.pk,))).text.split())
    assert "<dd>Français <small>of the account</small></dd>" in page
