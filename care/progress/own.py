"""What patients see of themselves beside their appointments."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from booking.additions import Section
from care.access import note_access, own_records
from care.models import DisabilityScore, Part, Verb
from care.progress import courses, disability, reading, scores
from patients.models import Patient

TEMPLATE = "care/progress/own.html"


@dataclass(frozen=True)
class OwnTrend:
    """One patient of the family; either part may be missing."""

    patient: Patient
    pain: reading.Pain | None
    disability: reading.Disability | None
    waiting: list[DisabilityScore]

    @property
    def says_something(self) -> bool:
        return bool(self.pain or self.disability or self.waiting)


def section(request: HttpRequest, now: datetime) -> Section | None:
    """The trend of everybody on the account who has two scores; six queries."""
    if not request.user.is_authenticated:
        return None
    patients = list(own_records(request.user))
    if not patients:
        return None
    keys = [patient.pk for patient in patients]
    sessions, filled = scores.by_patient(keys), disability.answered(keys)
    waiting, since = disability.waiting(keys, now), courses.starts(keys)
    trends = [
        _trend(
            patient,
            sessions.get(patient.pk, []),
            filled.get(patient.pk, []),
            [row for row in waiting if row.patient_id == patient.pk],
            since.get(patient.pk),
        )
        for patient in patients
    ]
    shown = [trend for trend in trends if trend.says_something]
    if not shown:
        return None
    seen = [trend.patient.pk for trend in shown]
    note_access(request, Verb.READ, Part.PROGRESS, seen, now=now)
    return Section(TEMPLATE, {"trends": shown, "is_family": len(patients) > 1})


def _trend(
    patient: Patient,
    sessions: list[scores.SessionScores],
    filled: list[DisabilityScore],
    waiting: list[DisabilityScore],
    since: date | None,
) -> OwnTrend:
    has_two = scores.how_many(sessions) > 1
    return OwnTrend(
        patient,
        reading.pain(sessions, sessions[-reading.WINDOW :], since=since) if has_two else None,
        reading.disability(filled) if len(filled) > 1 else None,
        waiting,
    )
