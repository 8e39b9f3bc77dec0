"""The cast of the record at a clinic where it is noon, so that a day lies around every test.

Maya has today's sessions; see `tests.roster.rosters.Roster`.
"""

import pytest
from django.test import Client

from tests.roster.rosters import Roster, noon_clinic


@pytest.fixture
def roster(db: None) -> Roster:
    return Roster(noon_clinic())


@pytest.fixture
def maya(roster: Roster) -> Client:
    return roster.browser("maya")
