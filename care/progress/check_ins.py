"""The check-in of the day after: who is asked, what is answered, what the therapist looks at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from booking.models import Appointment, Source, Status
from care.models import CheckIn, PainScore, PainSource
from care.progress.answers import Answers
from care.progress.daytime import DAY_AFTER, LAPSES_AFTER, OPEN_FOR, due_at, in_daytime
from care.progress.edition import edition_of, is_same
from care.progress.messages import ask, tell
from care.progress.unseen import unseen_by

BATCH = 500
# No session lasts longer. Lets PostgreSQL look by the index on the start.
LONGEST_SESSION = timedelta(days=1)
CHANGEABLE_FOR = timedelta(hours=1)


class NotOpen(Exception):
    """The check-in is too old, or was answered more than an hour ago."""


class AnswerChanged(Exception):
    """The patient has changed the answer since it was on the screen."""


@dataclass(frozen=True)
class ToLookAt:
    """An answer that the therapist should see, and why."""

    check_in: CheckIn
    answers: Answers
    reasons: list[str]

    @property
    def edition(self) -> str:
        return edition(self.check_in)


def ask_after_sessions(*, now: datetime) -> int:
    """Asks about the sessions that ended a day ago and nobody has been asked about; how many.

    However often it is called, and by however many at once: each session once.
    """
    with transaction.atomic():
        sessions = list(_unasked(now)[:BATCH])
        CheckIn.objects.bulk_create(
            (
                CheckIn(patient=session.patient, appointment=session, asked_at=now)
                for session in sessions
                if session.patient
            ),
            ignore_conflicts=True,
        )
        for session in sessions:
            due = max(due_at(session.ends_at, session.zone), in_daytime(now, session.zone))
            ask(session, due_at=due, not_after=session.ends_at + DAY_AFTER + LAPSES_AFTER)
    return len(sessions)


def _unasked(now: datetime) -> QuerySet[Appointment]:
    latest, earliest = now - DAY_AFTER, now - DAY_AFTER - LAPSES_AFTER
    return (
        Appointment.objects.filter(
            starts_at__gt=earliest - LONGEST_SESSION,
            starts_at__lt=latest,
            ends_at__gt=earliest,
            ends_at__lte=latest,
            status=Status.COMPLETED,
            check_in__isnull=True,
        )
        # Nobody was there: a demo would begin with a hundred messages.
        .exclude(source=Source.SEED)
        .select_related("location", "patient__account")
        .order_by("starts_at", "pk")
    )


def is_open(check_in: CheckIn, now: datetime) -> bool:
    """Whether it may still be answered or, for an hour, be answered anew."""
    if now >= check_in.appointment.ends_at + OPEN_FOR:
        return False
    return check_in.answered_at is None or now < check_in.answered_at + CHANGEABLE_FOR


def answer(*, check_in: CheckIn, answers: Answers, is_first: bool, now: datetime) -> CheckIn:
    """Keeps the answer and its pain score; a bad one goes to the therapist. Raises NotOpen.

    `is_first` says that there was no answer yet on the screen: whoever answers from another browser
    than the first one cannot overwrite what was said there.
    """
    with transaction.atomic():
        current = (
            CheckIn.objects.select_for_update(of=("self",))
            .select_related("appointment__therapist", "patient")
            .get(pk=check_in.pk)
        )
        if not is_open(current, now) or (is_first and current.answered_at):
            raise NotOpen
        _write(current, answers, now)
        if current.needs_a_look:
            tell(current.appointment.therapist, current.patient, now=now)
        return current


def look_again(appointment: Appointment, *, now: datetime) -> None:
    """A note that is signed after the answer says how the session ended: it may be bad only now.

    Call it in the transaction that signs.
    """
    rows = CheckIn.objects.select_for_update(of=("self",)).select_related("patient")
    row = rows.filter(appointment=appointment, seen_at=None, answered_at__isnull=False).first()
    if row and not row.needs_a_look and Answers.of(row.answers).reasons(_end(row)):
        row.needs_a_look = True
        row.save()
        tell(appointment.therapist, row.patient, now=now)


def _write(check_in: CheckIn, answers: Answers, now: datetime) -> None:
    check_in.answers = answers.to_store()
    check_in.needs_a_look = bool(answers.reasons(_end(check_in)))
    check_in.answered_at = check_in.answered_at or now
    # What was seen was another answer.
    check_in.seen_at, check_in.seen_by = None, None
    check_in.save()
    PainScore.objects.update_or_create(
        appointment_id=check_in.appointment_id,
        source=PainSource.CHECK_IN,
        defaults={"patient_id": check_in.patient_id, "value": answers.pain, "at": now},
    )


def to_look_at(user: User, *, now: datetime) -> list[ToLookAt]:
    """Bad answers that wait for this therapist, oldest first; two queries."""
    unseen = unseen_by(user, now=now).select_related(
        "appointment__location", "appointment__therapist", "patient"
    )
    bad = [row for row in unseen if row.needs_a_look]
    scores = PainScore.objects.filter(
        appointment__in=[row.appointment_id for row in bad], source=PainSource.AFTER
    )
    ends = {score.appointment_id: score.value for score in scores}
    answers = [(row, Answers.of(row.answers)) for row in bad]
    return [
        ToLookAt(row, said, said.reasons(ends.get(row.appointment_id))) for row, said in answers
    ]


def edition(check_in: CheckIn) -> str:
    """Of what was answered."""
    return edition_of(check_in.pk, check_in.answers)


def tick_off(check_in: CheckIn, *, seen: str, by: User, now: datetime) -> bool:
    """The therapist has seen it; False: somebody said so before.

    `seen` is the edition that was on the screen. Raises AnswerChanged.
    """
    with transaction.atomic():
        current = CheckIn.objects.select_for_update(of=("self",)).get(pk=check_in.pk)
        if current.seen_at or not current.answered_at:
            return False
        if not is_same(edition(current), seen):
            raise AnswerChanged
        current.seen_at, current.seen_by = now, by
        current.save()
        return True


def _end(check_in: CheckIn) -> int | None:
    """The pain that was noted when the session ended."""
    scores = PainScore.objects.filter(source=PainSource.AFTER)
    row = scores.filter(appointment=check_in.appointment_id).first()
    return row.value if row else None
