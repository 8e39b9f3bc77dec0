"""The course of care: what was planned, how far it is, and when to look back at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from booking.models import Appointment, Status
from booking.together import Given, GivenKeys
from care.models import CourseOfCare, DisabilityScore, Occasion
from care.progress.edition import edition_of, is_same
from patients.models import Patient
from therapists.models import Therapist
from timeline.wall import day_interval, local_date

COMING = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
# An asked questionnaire that nobody has filled in is not asked for ever.
ASKED_FOR = timedelta(days=30)


class CourseChanged(Exception):
    """Somebody else has changed, begun or ended the course meanwhile."""


@dataclass(frozen=True)
class Plan:
    """What therapist and patient agree on."""

    planned_sessions: int
    every_days: int
    aim: str
    starts_on: date
    review_on: date


@dataclass(frozen=True)
class Standing:
    """How far a course is: sessions that took place, and those that are booked."""

    course: CourseOfCare
    done: int
    booked: int
    review_is_due: bool

    @property
    def left(self) -> int:
        return max(0, self.course.planned_sessions - self.done)

    @property
    def edition(self) -> str:
        return edition(self.course)


def begins_at(course: CourseOfCare, zone: ZoneInfo) -> datetime:
    """The instant from which sessions belong to the course: the first day's midnight there."""
    return day_interval(course.starts_on, zone).start


def standings(patient: Patient, *, now: datetime) -> list[Standing]:
    """Every course of the patient that has not ended, and how far it is; two queries."""
    courses = CourseOfCare.objects.filter(patient=patient, ended_at=None)
    running = list(courses.select_related("therapist__user"))
    sessions = (
        Appointment.objects.filter(
            patient=patient,
            therapist__in=[course.therapist_id for course in running],
            status__in=(*COMING, Status.COMPLETED),
        )
        .select_related("location")
        .order_by("starts_at")
    )
    held = list(sessions) if running else []
    return [_standing(course, held, now) for course in running]


def _standing(course: CourseOfCare, sessions: list[Appointment], now: datetime) -> Standing:
    ours = [
        session
        for session in sessions
        if session.therapist_id == course.therapist_id
        and local_date(session.starts_at, session.zone) >= course.starts_on
    ]
    today = local_date(now, ours[-1].zone) if ours else now.date()
    return Standing(
        course,
        done=sum(session.status == Status.COMPLETED for session in ours),
        booked=sum(session.status in COMING for session in ours),
        review_is_due=course.review_on <= today,
    )


def due_for_review(patients: Iterable[int], *, therapist: int, today: date) -> set[int]:
    """Patients whose course with this therapist is to be looked back at by now; one query."""
    due = to_look_back_at(list(patients), therapist=therapist, today=today)
    return set(due.values_list("patient_id", flat=True))


def to_look_back_at(
    patients: Iterable[int] | GivenKeys, *, therapist: int | Given, today: date | Given
) -> QuerySet[CourseOfCare]:
    """The courses with this therapist whose time to look back has come."""
    return CourseOfCare.objects.filter(
        patient__in=patients, therapist=therapist, ended_at=None, review_on__lte=today
    )


def starts(patients: Iterable[int]) -> dict[int, date]:
    """Since when the newest running course of each patient runs, by key; one query."""
    running = CourseOfCare.objects.filter(patient__in=list(patients), ended_at=None)
    return dict(running.order_by("starts_on").values_list("patient_id", "starts_on"))


def begin(*, patient: Patient, therapist: Therapist, plan: Plan) -> CourseOfCare:
    """A new course. Raises CourseChanged when one is running."""
    try:
        with transaction.atomic():
            return CourseOfCare.objects.create(
                patient=patient, therapist=therapist, **_columns(plan)
            )
    except IntegrityError:
        raise CourseChanged from None


def change(*, course: CourseOfCare, plan: Plan, seen: str) -> None:
    """Plans it anew; `seen` is the edition that was on the screen. Raises CourseChanged."""
    with transaction.atomic():
        current = _locked(course, seen)
        for column, value in _columns(plan).items():
            setattr(current, column, value)
        current.save()


def end(*, course: CourseOfCare, seen: str, now: datetime) -> DisabilityScore | None:
    """Ends it, and asks for the last questionnaire. Raises CourseChanged."""
    with transaction.atomic():
        current = _locked(course, seen)
        current.ended_at = now
        current.save()
        return ask_at_the_end(current.patient_id, current.therapist_id, now=now)


def edition(course: CourseOfCare) -> str:
    return edition_of(
        course.pk,
        *(course.planned_sessions, course.every_days, course.aim),
        *(course.starts_on, course.review_on, course.ended_at),
    )


def _locked(course: CourseOfCare, seen: str) -> CourseOfCare:
    current = CourseOfCare.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if current.ended_at or not is_same(edition(current), seen):
        raise CourseChanged
    return current


def _columns(plan: Plan) -> dict[str, object]:
    return {
        "planned_sessions": plan.planned_sessions,
        "every_days": plan.every_days,
        "aim": plan.aim,
        "starts_on": plan.starts_on,
        "review_on": plan.review_on,
    }


def ask_at_the_end(patient: int, therapist: int, *, now: datetime) -> DisabilityScore | None:
    """Asked about the last session, once more where nobody answered in time; None: nothing to ask.

    Not when one was answered there already.
    """
    last = last_session(patient, therapist)
    if last is None or last.disability_scores.filter(answered_at__isnull=False).exists():
        return None
    row, _ = DisabilityScore.objects.get_or_create(
        appointment=last,
        occasion=Occasion.END,
        defaults={"patient_id": patient, "asked_at": now},
    )
    if now >= row.asked_at + ASKED_FOR:
        row.asked_at = now
        row.save(update_fields=("asked_at",))
    return row


def last_session(patient: int, therapist: int) -> Appointment | None:
    """The last one that took place; one query."""
    held = Appointment.objects.filter(patient=patient, therapist=therapist, status=Status.COMPLETED)
    return held.order_by("starts_at").last()
