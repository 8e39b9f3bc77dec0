"""The Roland-Morris questionnaire of a patient: when it is asked, how it is filled, its trend."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from booking.models import Appointment, Status
from care.models import CourseOfCare, DisabilityScore, Occasion
from care.progress.change import ROLAND_MORRIS, Change, compare
from care.progress.courses import ASKED_FOR, begins_at
from care.progress.edition import edition_of, is_same
from care.progress.occasions import occasion_due
from care.progress.roland_morris import score

HELD = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
ANSWERED_FOR = timedelta(days=7)
CHANGEABLE_FOR = timedelta(hours=1)


class ChangedMeanwhile(Exception):
    """Somebody else saved the same questionnaire; `row` is what stands there."""

    def __init__(self, row: DisabilityScore) -> None:
        super().__init__("The questionnaire was saved elsewhere.")
        self.row = row


class BegunSignedIn(Exception):
    """Who has an account and began goes on signed in; a link alone takes the place of nothing."""


class AnsweredAlready(Exception):
    """It was answered, and the time to change it is over."""


@dataclass(frozen=True)
class Questionnaire:
    """What is asked for an appointment: the occasion, and the row once something was saved."""

    occasion: Occasion
    row: DisabilityScore | None

    @property
    def is_answered(self) -> bool:
        return self.row is not None and self.row.answered_at is not None

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be filled in or, for an hour, changed."""
        answered_at = self.row.answered_at if self.row else None
        return answered_at is None or now < answered_at + CHANGEABLE_FOR


def asked_for(appointment: Appointment, now: datetime) -> Questionnaire | None:
    """The questionnaire of an appointment, or None: nothing is due. At most four queries."""
    if appointment.patient_id is None or appointment.status not in HELD:
        return None
    rows = DisabilityScore.objects.filter(appointment=appointment).order_by("-asked_at")
    row = rows.first()
    if row and (row.answered_at or now < row.asked_at + ASKED_FOR):
        return Questionnaire(Occasion(row.occasion), row)
    if now >= appointment.ends_at + ANSWERED_FOR:
        return None
    occasion = _occasion_of(appointment)
    return Questionnaire(occasion, None) if occasion else None


def save(
    *,
    appointment: Appointment,
    occasion: Occasion,
    items: Iterable[int],
    is_finished: bool,
    seen: str | None,
    now: datetime,
) -> DisabilityScore:
    """Keeps what was ticked, finished or not.

    `seen` is the edition that was on the screen; None stands for somebody who may not read what is
    there. Raises ChangedMeanwhile, BegunSignedIn, AnsweredAlready.
    """
    if appointment.patient is None:
        raise ValueError("Nobody is asked about an appointment without a patient.")
    with transaction.atomic():
        row, _ = DisabilityScore.objects.select_for_update(of=("self",)).get_or_create(
            appointment=appointment,
            occasion=occasion,
            defaults={"patient": appointment.patient, "asked_at": now},
        )
        _refuse(row, seen, now)
        row.items = sorted(set(items))
        if is_finished and row.answered_at is None:
            row.answered_at = now
        row.save()
        return row


def wants_account(row: DisabilityScore) -> bool:
    """Whether what was ticked may be lost to somebody who must not read it."""
    return bool(row.items) and row.answered_at is None and row.patient.account_id is not None


def edition(row: DisabilityScore | None) -> str:
    """Of what was saved; of nothing as long as nothing was."""
    if row is None or not (row.items or row.answered_at):
        return edition_of()
    return edition_of(row.pk, row.items, row.answered_at)


def answered(patients: Iterable[int]) -> dict[int, list[DisabilityScore]]:
    """The finished questionnaires of each patient, by key, oldest first; one query."""
    rows = (
        DisabilityScore.objects.filter(patient__in=list(patients), answered_at__isnull=False)
        .select_related("appointment__location")
        .order_by("answered_at")
    )
    found: dict[int, list[DisabilityScore]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(row)
    return found


def waiting(patients: Iterable[int], now: datetime) -> list[DisabilityScore]:
    """What was asked at the end of a course and is not answered yet; one query."""
    rows = DisabilityScore.objects.filter(
        patient__in=list(patients),
        answered_at=None,
        occasion=Occasion.END,
        asked_at__gt=now - ASKED_FOR,
    )
    return list(rows.select_related("appointment__location", "patient"))


def trend(rows: list[DisabilityScore]) -> Change | None:
    """From the first questionnaire to the last one; None: there are not two."""
    if len(rows) < 2:
        return None
    return compare(ROLAND_MORRIS, score(rows[0].items), score(rows[-1].items))


def _refuse(row: DisabilityScore, seen: str | None, now: datetime) -> None:
    if seen is None:
        if row.answered_at:
            raise AnsweredAlready
        if wants_account(row):
            raise BegunSignedIn
        return
    if row.answered_at and now >= row.answered_at + CHANGEABLE_FOR:
        raise AnsweredAlready
    if not is_same(edition(row), seen):
        raise ChangedMeanwhile(row)


def _occasion_of(appointment: Appointment) -> Occasion | None:
    """Counted from the start of the course with this therapist, where there is one."""
    before = Appointment.objects.filter(
        patient=appointment.patient_id, status__in=HELD, starts_at__lt=appointment.starts_at
    )
    scores = DisabilityScore.objects.filter(
        patient=appointment.patient_id, answered_at__isnull=False
    )
    course = CourseOfCare.objects.filter(
        patient=appointment.patient_id, therapist=appointment.therapist_id, ended_at=None
    ).first()
    begins = begins_at(course, appointment.zone) if course else None
    if course is None or begins is None or appointment.starts_at < begins:
        return occasion_due(before.count() + 1, answered=scores.count())
    before = before.filter(therapist=appointment.therapist_id, starts_at__gte=begins)
    scores = scores.filter(appointment__starts_at__gte=begins)
    return occasion_due(
        before.count() + 1, planned=course.planned_sessions, answered=scores.count()
    )
