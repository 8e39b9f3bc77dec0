"""What is clinical is unreadable in the database, and opens only where it was written."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import connection
from psycopg.sql import SQL, Identifier

from booking.models import Appointment
from care.cipher import CannotUnseal, key_of, seal, unseal
from care.models import PainScore, PainSource, SessionNote
from tests.care.people import Cast
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "left side, worse in the morning"


@pytest.fixture
def note(cast: Cast, now: datetime) -> SessionNote:
    return write(cast, cast.appointment, {"subjective": SECRET}, now)


def write(cast: Cast, session: Appointment, content: dict[str, str], now: datetime) -> SessionNote:
    return SessionNote.objects.create(
        appointment=session,
        patient=cast.alice,
        therapist=session.therapist,
        content=content,
        started_at=now,
        saved_at=now,
    )


def column(table: str, name: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            SQL("SELECT {} FROM {}").format(Identifier(name), Identifier(table)),
        )
        return bytes(cursor.fetchone()[0])


def test_it_reads_what_was_written(note: SessionNote) -> None:
    assert SessionNote.objects.get().content == {"subjective": SECRET}


@pytest.mark.parametrize("table", ["care_sessionnote", "care_sessionnoteevent"])
def test_the_database_cannot_read_it(note: SessionNote, table: str) -> None:
    stored = column(table, "content")

    assert b"left side" not in stored
    assert key_of(stored) == "tests"


def test_its_history_opens_like_the_row(note: SessionNote) -> None:
    (copy,) = SessionNote.pgh_event_model.objects.all()  # type: ignore[attr-defined]

    assert copy.content == {"subjective": SECRET}


def test_it_does_not_open_in_another_row(
    note: SessionNote, cast: Cast, clinic: Clinic, now: datetime
) -> None:
    stolen = write(cast, clinic.book(clinic.at(13), cast.alice), {}, now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE care_sessionnote SET content = (SELECT content FROM care_sessionnote"
            " WHERE id = %s) WHERE id = %s",
            [note.pk, stolen.pk],
        )

    with pytest.raises(CannotUnseal):
        _ = SessionNote.objects.get(pk=stolen.pk).content


def test_nobody_asks_the_database_for_a_text(note: SessionNote) -> None:
    with pytest.raises(TypeError, match="sealed"):
        SessionNote.objects.filter(content={"subjective": SECRET}).exists()
    with pytest.raises(TypeError, match="sealed"):
        SessionNote.objects.update(content={})


def test_the_length_tells_nothing() -> None:
    assert len(seal(True, place="x")) == len(seal(False, place="x"))
    assert len(seal(3, place="x")) == len(seal(10, place="x"))


def test_an_old_key_opens_and_a_new_one_seals(settings: LazySettings) -> None:
    old = seal("text", place="x")
    settings.FIELD_ENCRYPTION_KEYS = {"new": b"n" * 32, **settings.FIELD_ENCRYPTION_KEYS}

    assert unseal(old, place="x") == "text"
    assert key_of(seal("text", place="x")) == "new"


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02\x05tests", b"\x01\x05other" + b"0" * 40])
def test_it_says_when_it_cannot_open(broken: bytes) -> None:
    with pytest.raises(CannotUnseal):
        unseal(broken, place="x")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal("text", place="x"))
    sealed[-1] ^= 1

    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), place="x")


def test_rows_in_bulk_are_sealed_too(cast: Cast, now: datetime) -> None:
    score = PainScore(
        patient=cast.alice,
        appointment=cast.appointment,
        source=PainSource.BEFORE,
        value=7,
        at=now,
    )
    PainScore.objects.bulk_create([score])

    assert PainScore.objects.get().value == 7
    assert key_of(column("care_painscore", "value")) == "tests"
