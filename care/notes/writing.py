"""Writing, signing and adding: each one transaction, guarded by the edition its writer has seen.

The appointment's row is locked first, so that whoever saves, signs, or takes the patient's arrival
back waits for the other and then sees what the other did.
"""

from datetime import datetime, timedelta

from accounts.models import User
from booking.locking import one_transaction
from booking.models import Appointment, Status
from care.access import clinical_records, is_therapist
from care.models import Addendum, NoteTemplate, PainScore, PainSource, SessionNote
from care.notes.content import Content, is_blank, joined, whole, without_pain
from care.notes.reading import last_signed
from care.notes.refusals import (
    NotBegun,
    NoteChanged,
    NoteIsSigned,
    NothingToCopy,
    NothingWritten,
    NotSignedYet,
    NotTheirSession,
)
from care.progress.check_ins import look_again

BEGUN = (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
# The same words again within this time are a second click, not a second addendum.
SECOND_CLICK_WITHIN = timedelta(minutes=1)


def may_write(author: User, appointment: Appointment) -> bool:
    """Whether the session is this person's own."""
    return is_therapist(author) and appointment.therapist.user_id == author.pk


def may_add(author: User, appointment: Appointment, now: datetime) -> bool:
    """Whether a therapist who reads this record; a manager by exception only reads."""
    records = clinical_records(author, now).filter(appointments=appointment)
    return is_therapist(author) and records.exists()


@one_transaction
def write(
    *, appointment: Appointment, author: User, content: Content, edition: int, now: datetime
) -> SessionNote:
    """Saves a draft; `edition` is the one that was written on, 0 before the first.

    Saving again what stands there changes nothing. Raises NoteIsSigned, NoteChanged, NotBegun and
    NotTheirSession.
    """
    session = _locked(appointment, author)
    return _save(session, content, edition, now)


@one_transaction
def sign(*, appointment: Appointment, author: User, edition: int, now: datetime) -> SessionNote:
    """Closes the draft of this edition for good and keeps its pain scores. A second click is fine.

    Raises what `write` raises, and NothingWritten.
    """
    session = _locked(appointment, author)
    note = _note_of(session)
    if note and note.is_signed and (note.signed_by_id, note.edition) == (author.pk, edition):
        return note
    _refuse_unless_current(note, edition)
    if note is None or is_blank(note.content):
        raise NothingWritten
    note.signed_at, note.signed_by = now, author
    note.save(update_fields=("signed_at", "signed_by"))
    _keep_scores(note, session)
    look_again(session, now=now)
    return note


@one_transaction
def add(*, note: SessionNote, author: User, text: str, now: datetime) -> Addendum:
    """Adds to a signed note; the note stays. Raises NotSignedYet and NotTheirSession."""
    current = _of_the_note(note)
    if not may_add(author, current.appointment, now):
        raise NotTheirSession
    if not current.is_signed:
        raise NotSignedYet
    own = current.addenda.filter(author=author, written_at__gt=now - SECOND_CLICK_WITHIN)
    for earlier in own:
        if earlier.text == text:
            return earlier
    return Addendum.objects.create(note=current, author=author, text=text, written_at=now)


@one_transaction
def from_last(
    *, appointment: Appointment, author: User, edition: int, now: datetime, keep: bool = False
) -> SessionNote:
    """Begins with the patient's last signed note, whoever wrote it, without its scores.

    `keep` puts it below what is written, else it stands alone. Raises what `write` raises, and
    NothingToCopy.
    """
    session = _locked(appointment, author)
    last = last_signed(session)
    if last is None:
        raise NothingToCopy
    return _begin(session, last.content, edition, now, keep)


@one_transaction
def from_template(
    *,
    appointment: Appointment,
    author: User,
    template: NoteTemplate,
    edition: int,
    now: datetime,
    keep: bool = False,
) -> SessionNote:
    """Begins with a template of the author's own, as `from_last` does."""
    session = _locked(appointment, author)
    if template.therapist_id != session.therapist_id:
        raise NotTheirSession
    return _begin(session, template.content, edition, now, keep)


def _begin(
    session: Appointment, beginning: Content, edition: int, now: datetime, keep: bool
) -> SessionNote:
    note = _note_of(session)
    content = without_pain(beginning)
    if note and keep:
        content = joined(note.content, content)
    elif note:
        # What was asked today stays, whatever the words are replaced by.
        content |= {name: note.content.get(name) for name in ("pain_before", "pain_after")}
    return _save(session, content, edition, now)


def _save(session: Appointment, content: Content, edition: int, now: datetime) -> SessionNote:
    note, content = _note_of(session), whole(content)
    if note and not note.is_signed and whole(note.content) == content:
        return note
    _refuse_unless_current(note, edition)
    if note is None:
        note = SessionNote(appointment=session, started_at=now)
    note.patient_id, note.therapist_id = session.patient_id, session.therapist_id  # type: ignore[assignment]
    note.content, note.edition, note.saved_at = content, edition + 1, now
    note.save()
    return note


def _locked(appointment: Appointment, author: User) -> Appointment:
    """The session as it is now, locked, if this person writes its note and it has begun."""
    rows = Appointment.objects.select_related("therapist")
    current = rows.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    if not may_write(author, current):
        raise NotTheirSession
    if current.status not in BEGUN:
        raise NotBegun
    return current


def _note_of(session: Appointment) -> SessionNote | None:
    return SessionNote.objects.select_for_update().filter(appointment=session).first()


def _of_the_note(note: SessionNote) -> SessionNote:
    rows = SessionNote.objects.select_related("appointment__therapist")
    return rows.select_for_update(of=("self",)).get(pk=note.pk)


def _refuse_unless_current(note: SessionNote | None, edition: int) -> None:
    if note and note.is_signed:
        raise NoteIsSigned
    if (note.edition if note else 0) != edition:
        raise NoteChanged(note)


def _keep_scores(note: SessionNote, session: Appointment) -> None:
    moments = {
        PainSource.BEFORE: ("pain_before", session.starts_at),
        PainSource.AFTER: ("pain_after", session.ends_at),
    }
    for source, (name, at) in moments.items():
        value = note.content.get(name)
        if value is not None:
            PainScore.objects.update_or_create(
                appointment=session,
                source=source,
                defaults={"patient_id": note.patient_id, "value": value, "at": at},
            )
