"""New keys: everything is sealed anew, nothing is lost, and it is proven."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from booking.models import Appointment
from care import rotation
from care.cipher import CannotUnseal, current_key, key_of
from care.fields import Sealed
from care.models import NoteTemplate, SessionNote
from care.rotation import Column
from tests.care.full_record import CONTENT, fill
from tests.care.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
A, B = b"a" * 32, b"b" * 32
NOTES = 1000


@pytest.fixture(autouse=True)
def _key_a(settings: LazySettings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = {"a": A}


@pytest.fixture
def thousand(cast: Cast, now: datetime) -> list[SessionNote]:
    """Notes of a thousand sessions, half of them signed."""
    session = Appointment.objects.values().get(pk=cast.appointment.pk)
    generated = ("id", "session", "blocked", "token", "idempotency_key")
    copied = {name: value for name, value in session.items() if name not in generated}
    cancelled = {**copied, "status": "cancelled"}
    sessions = Appointment.objects.bulk_create(Appointment(**cancelled) for _ in range(NOTES))
    return SessionNote.objects.bulk_create(
        SessionNote(
            appointment=each,
            patient=cast.alice,
            therapist=each.therapist,
            content={"subjective": f"words {number}"},
            started_at=now,
            saved_at=now,
            signed_at=now if number % 2 else None,
            signed_by=cast.users["maya"] if number % 2 else None,
        )
        for number, each in enumerate(sessions)
    )


def to_b(settings: LazySettings, *, alone: bool = False) -> None:
    settings.FIELD_ENCRYPTION_KEYS = {"b": B} if alone else {"b": B, "a": A}


def contents() -> set[str]:
    return {note.content["subjective"] for note in SessionNote.objects.all()}


def of(model: Any) -> Column:
    return next(one for one in rotation.columns() if one.model is model)


def test_a_thousand_notes_read_with_the_new_key_alone(
    thousand: list[SessionNote], settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    before, copies = contents(), SessionNote.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    to_b(settings)
    call_command("rotate_encryption_keys")

    to_b(settings, alone=True)
    assert contents() == before == {f"words {number}" for number in range(NOTES)}
    history = SessionNote.pgh_event_model.objects  # type: ignore[attr-defined]
    assert {copy.content["subjective"] for copy in history.all()} == before
    assert history.count() == copies
    said = capsys.readouterr().out
    assert "care_sessionnote.content: 1000 sealed anew" in said
    assert "Proven: all 2000 values" in said
    assert "words" not in said


def test_every_kind_of_row_and_its_history_is_sealed_anew(
    cast: Cast, settings: LazySettings
) -> None:
    fill(cast)
    NoteTemplate.objects.create(
        therapist=cast.appointment.therapist, name="Neck", content={"plan": "rest"}
    )
    to_b(settings)
    call_command("rotate_encryption_keys")

    to_b(settings, alone=True)
    kinds = {*CONTENT, NoteTemplate}
    assert kinds <= {one.model for one in rotation.columns()}
    assert {key_of(row[2]) for one in rotation.columns() for b in one.batches() for row in b} == {
        "b"
    }


def test_killed_in_the_middle_and_run_again(
    thousand: list[SessionNote], settings: LazySettings
) -> None:
    before = contents()
    to_b(settings)
    batches = of(SessionNote).batches()
    rotation._rotate_batch(of(SessionNote), next(batches))
    with pytest.raises(rotation.NotProven, match="Run this again"):
        rotation.prove(of(SessionNote))

    call_command("rotate_encryption_keys")
    to_b(settings, alone=True)
    assert contents() == before


def test_a_note_written_meanwhile_is_not_lost(
    thousand: list[SessionNote], settings: LazySettings
) -> None:
    to_b(settings)
    column = of(SessionNote)
    batch = next(column.batches())
    draft = SessionNote.objects.filter(pk__in=[row[0] for row in batch], signed_at=None)
    note = draft[0]
    note.content = {"subjective": "written meanwhile"}
    settings.FIELD_ENCRYPTION_KEYS = {"a": A, "b": B}
    note.save(update_fields=["content"])

    to_b(settings)
    assert rotation._rotate_batch(column, batch) == len(batch) - 1
    call_command("rotate_encryption_keys")
    to_b(settings, alone=True)
    assert "written meanwhile" in contents()


def test_it_says_when_a_key_is_missing(cast: Cast, settings: LazySettings) -> None:
    fill(cast)
    settings.FIELD_ENCRYPTION_KEYS = {"b": B}

    with pytest.raises(CommandError, match="no key 'a'"):
        call_command("rotate_encryption_keys")


def test_it_says_when_a_value_does_not_open(cast: Cast, settings: LazySettings) -> None:
    fill(cast)
    template = NoteTemplate(therapist=cast.appointment.therapist, name="Neck")
    template.save()
    stolen = SessionNote.objects.values_list("content", flat=True).get()
    NoteTemplate.objects.update(content=Sealed(stolen))

    with pytest.raises(CannotUnseal):
        rotation.prove(of(NoteTemplate))
    assert current_key() == "a"
