"""The cast at the desk: Bob is a receptionist, Charlie works here and must not."""

import pytest
from django.test import Client

from tests.factories import Clinic
from tests.staff import at_work


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def bob(db: None) -> Client:
    return at_work("receptionist")


@pytest.fixture
def charlie(db: None) -> Client:
    return at_work("therapist")
