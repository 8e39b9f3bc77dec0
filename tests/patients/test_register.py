"""A new patient comes onto an account once, however often the form is sent."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import User
from patients.models import Patient, Relationship
from patients.registration import register
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 15, 0, tzinfo=UTC)


@pytest.fixture
def alice() -> User:
    return make_user()


def add(account: User, **details: Any) -> Patient:
    typed = {
        "relationship": Relationship.CHILD,
        "given_name": "Cleo",
        "family_name": "Archer",
        "date_of_birth": date(2015, 4, 23),
        **details,
    }
    return register(account=account, **typed, now=NOW)


def test_it_adds_a_patient_to_the_account(alice: User) -> None:
    patient = add(alice)
    assert list(Patient.objects.for_user(alice)) == [patient]


def test_it_adds_the_same_child_once(alice: User) -> None:
    assert add(alice) == add(alice)


def test_it_adds_twins(alice: User) -> None:
    assert add(alice) != add(alice, given_name="Cyra")


def test_it_adds_namesakes_of_other_families(alice: User) -> None:
    assert add(alice) != add(make_user())


def test_it_knows_one_me(alice: User) -> None:
    me = add(alice, relationship=Relationship.SELF, given_name="Alice")
    assert add(alice, relationship=Relationship.SELF, given_name="Alicia") == me


def test_it_dates_the_agreement_to_texts(alice: User) -> None:
    assert add(alice, reminders_by_sms=True).sms_agreed_at == NOW
    assert add(alice, given_name="Cyra").sms_agreed_at is None


def test_it_takes_what_was_typed_the_second_time(alice: User) -> None:
    add(alice, reminders_by_email=False)
    patient = add(alice, phone="+16045550123", reminders_by_sms=True)
    patient.refresh_from_db()
    assert (str(patient.phone), patient.reminders_by_sms) == ("+16045550123", True)
    assert patient.sms_agreed_at == NOW
