"""The cast of the record at a clinic where it is noon, so that a day lies around every test.

Maya has today's sessions; see `tests.roster.rosters.Roster`.
"""

import pytest
from django.test import Client

from tests.care.people import Cast
from tests.factories import Clinic
from tests.roster.rosters import Roster, noon_clinic


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def cast(clinic: Clinic) -> Cast:
    return Cast(clinic)


@pytest.fixture
def roster(db: None) -> Roster:
    return Roster(noon_clinic())


@pytest.fixture
def maya(roster: Roster) -> Client:
    return roster.browser("maya")
