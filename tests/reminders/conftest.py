import pytest

from tests.reminders.notes import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
