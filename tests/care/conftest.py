"""The cast of the record.

Alice is a patient with an account, Maya treats her. Jonas is a therapist who never did, Dan another
patient, Bob sits at the desk, Mona manages. Only Maya reads all about Alice; Alice reads her own.
"""

import pytest
from django.test import Client

from booking.models import Appointment
from patients.models import Patient
from tests.care.people import Cast
from tests.factories import Clinic


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def cast(clinic: Clinic) -> Cast:
    return Cast(clinic)


@pytest.fixture
def alice(cast: Cast) -> Patient:
    return cast.alice


@pytest.fixture
def appointment(cast: Cast) -> Appointment:
    """Of Alice with Maya, tomorrow at ten."""
    return cast.appointment


@pytest.fixture
def maya(cast: Cast) -> Client:
    return cast.browser("maya")


@pytest.fixture
def jonas(cast: Cast) -> Client:
    return cast.browser("jonas")


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser("bob")


@pytest.fixture
def mona(cast: Cast) -> Client:
    return cast.browser("mona")


@pytest.fixture
def alices(cast: Cast) -> Client:
    """Alice's browser, signed in."""
    return cast.browser("alice")
