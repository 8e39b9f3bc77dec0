"""A clinic with one therapist and one room, for tests that need no more."""

import pytest

from tests.factories import Clinic


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()
