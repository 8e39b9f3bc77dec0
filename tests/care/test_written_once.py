"""Who looked at a record is written once, and a signed note stays as it was signed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from care.models import Part, RecordAccess, SessionNote, Verb
from tests.care.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def looked(now: datetime) -> RecordAccess:
    return RecordAccess.objects.create(
        at=now, user_key=1, user_role="therapist", verb=Verb.READ, part=Part.NOTE, patient_key=1
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda: RecordAccess.objects.update(user_key=2),
        lambda: RecordAccess.objects.all().delete(),
        lambda: RecordAccess.objects.raw("TRUNCATE care_recordaccess").iterator(),
    ],
)
def test_nobody_changes_who_looked(looked: RecordAccess, change: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        list(change() or ())  # type: ignore[call-overload]
    assert RecordAccess.objects.get().user_key == 1


def test_a_signed_note_stays(cast: Cast, now: datetime) -> None:
    note = SessionNote.objects.create(
        appointment=cast.appointment,
        patient=cast.alice,
        therapist=cast.appointment.therapist,
        content={"plan": "again in a week"},
        started_at=now,
        saved_at=now,
        signed_at=now,
        signed_by=cast.users["maya"],
    )
    note.content = {"plan": "never"}

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        note.save()
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        note.delete()
    assert SessionNote.objects.get().content == {"plan": "again in a week"}
