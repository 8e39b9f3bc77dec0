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
from care.progress.messages import ask, tell_therapist

BATCH = 500
# No session lasts longer. Lets PostgreSQL look by the index on the start.
LONGEST_SESSION = timedelta(days=1)
CHANGEABLE_FOR = timedelta(hours=1)
# A bad answer that nobody has ticked off stands in the list for this long.
LISTED_FOR = timedelta(days=90)


class NotOpen(Exception):
    """The check-in is too old, or was answered more than an hour ago."""


@dataclass(frozen=True)
class ToLookAt:
    """An answer that the therapist should see, and why."""

    check_in: CheckIn
    answers: Answers
    reasons: list[str]


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
            .select_related("appointment__therapist__user")
            .get(pk=check_in.pk)
        )
        if not is_open(current, now) or (is_first and current.answered_at):
            raise NotOpen
        _write(current, answers, now)
        if current.needs_a_look:
            tell_therapist(current.appointment.therapist, now=now)
        return current


def _write(check_in: CheckIn, answers: Answers, now: datetime) -> None:
    check_in.answers = answers.to_store()
    check_in.needs_a_look = bool(answers.reasons(end_of_session(check_in.appointment_id)))
    check_in.answered_at = check_in.answered_at or now
    # What was seen was another answer.
    check_in.seen_at, check_in.seen_by = None, None
    check_in.save()
    PainScore.objects.update_or_create(
        appointment_id=check_in.appointment_id,
        source=PainSource.CHECK_IN,
        defaults={"patient_id": check_in.patient_id, "value": answers.pain, "at": now},
    )


def end_of_session(appointment: int) -> int | None:
    """The pain that was noted when the session ended."""
    row = PainScore.objects.filter(appointment=appointment, source=PainSource.AFTER).first()
    return row.value if row else None


def to_look_at(user: User, *, now: datetime) -> list[ToLookAt]:
    """Bad answers about one's own sessions that one has not ticked off, oldest first; two queries.

    Which answers are bad is sealed, so the therapist's unseen ones of three months are opened. A
    note that is signed after the answer may say now how the session ended: it is looked at anew.
    """
    unseen = list(
        _unseen(user, now).select_related(
            "appointment__location", "appointment__therapist", "patient"
        )
    )
    return [
        ToLookAt(row, Answers.of(row.answers), reasons)
        for row, reasons in _with_reasons(unseen)
        if reasons or row.needs_a_look
    ]


def how_many_to_look_at(user: User, *, now: datetime) -> int:
    """How many such answers wait; two queries at most."""
    unseen = list(_unseen(user, now))
    return sum(bool(reasons or row.needs_a_look) for row, reasons in _with_reasons(unseen))


def tick_off(check_in: CheckIn, *, by: User, now: datetime) -> bool:
    """The therapist has seen it; False: somebody said so before."""
    unseen = CheckIn.objects.filter(pk=check_in.pk, seen_at=None, answered_at__isnull=False)
    return bool(unseen.update(seen_at=now, seen_by=by))


def _unseen(user: User, now: datetime) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(
        seen_at=None,
        answered_at__gt=now - LISTED_FOR,
        appointment__therapist__user=user,
    ).order_by("answered_at")


def _with_reasons(unseen: list[CheckIn]) -> list[tuple[CheckIn, list[str]]]:
    """Each answer and why one should look at it, if there is a reason; one query, or none."""
    scores = PainScore.objects.filter(
        appointment__in=[row.appointment_id for row in unseen], source=PainSource.AFTER
    )
    ends = {score.appointment_id: score.value for score in scores} if unseen else {}
    return [(row, Answers.of(row.answers).reasons(ends.get(row.appointment_id))) for row in unseen]
