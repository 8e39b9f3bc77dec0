"""Beat writes down that it ticks."""

import pytest
from django.db import OperationalError, connection

from clinic.celery import note_tick
from reminders import signs
from reminders.models import Sign

# Within a test's own transaction, old connections are not to be closed.
pytestmark = pytest.mark.django_db(transaction=True)


def test_it_notes_its_tick() -> None:
    note_tick()
    assert Sign.objects.get().name == signs.BEAT


def test_it_goes_on_after_its_connection_was_closed() -> None:
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    note_tick()
    assert Sign.objects.get().name == signs.BEAT
