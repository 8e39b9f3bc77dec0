"""The pain scores of a patient, session by session, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from booking.models import Appointment, Status
from care.models import PainScore, PainSource
from care.progress.change import PAIN, Change, compare
from locations.models import Location

NOT_HELD = (Status.CANCELLED, Status.NO_SHOW)


@dataclass
class SessionScores:
    """What was scored around one session; each value is unsealed when somebody asks for it."""

    appointment: Appointment
    rows: dict[str, PainScore] = field(default_factory=dict)

    @property
    def starts_at(self) -> datetime:
        return self.appointment.starts_at

    @property
    def location(self) -> Location:
        return self.appointment.location

    @property
    def form(self) -> int | None:
        return self._value(PainSource.INTAKE)

    @property
    def start(self) -> int | None:
        return self._value(PainSource.BEFORE)

    @property
    def end(self) -> int | None:
        return self._value(PainSource.AFTER)

    @property
    def day_after(self) -> int | None:
        return self._value(PainSource.CHECK_IN)

    @property
    def opening(self) -> int | None:
        """How it was when the session began, or as written before it."""
        return self.form if self.start is None else self.start

    @property
    def standing(self) -> list[int]:
        """What is compared over time. Right after a massage says little: the end is not."""
        return [score for score in (self.opening, self.day_after) if score is not None]

    def _value(self, source: PainSource) -> int | None:
        row = self.rows.get(source)
        return row.value if row else None


def by_patient(patients: Iterable[int]) -> dict[int, list[SessionScores]]:
    """The scored sessions of each patient, by key, oldest first; one query."""
    rows = (
        PainScore.objects.filter(patient__in=list(patients))
        .exclude(appointment__status__in=NOT_HELD)
        .select_related("appointment__location")
        .order_by("appointment__starts_at", "appointment")
    )
    found: dict[int, dict[int, SessionScores]] = {}
    for row in rows:
        sessions = found.setdefault(row.patient_id, {})
        session = sessions.setdefault(row.appointment_id, SessionScores(row.appointment))
        session.rows[row.source] = row
    return {patient: list(sessions.values()) for patient, sessions in found.items()}


def of(patient: int) -> list[SessionScores]:
    """The scored sessions of one patient, oldest first; one query."""
    return by_patient([patient]).get(patient, [])


def how_many(sessions: Iterable[SessionScores]) -> int:
    """How many scores there are, without reading one."""
    return sum(len(session.rows) for session in sessions)


def trend(sessions: list[SessionScores]) -> Change | None:
    """From the first score that is compared to the last one; None: there are not two."""
    standing = [score for session in _ends(sessions) for score in session.standing]
    return compare(PAIN, standing[0], standing[-1]) if len(standing) > 1 else None


def first_of(sessions: list[SessionScores]) -> int | None:
    """The score that the others are compared with."""
    return next((session.standing[0] for session in sessions if session.standing), None)


def _ends(sessions: list[SessionScores]) -> list[SessionScores]:
    """The first and the last session with a score that is compared: no other is unsealed."""
    first = next((one for one in sessions if one.standing), None)
    last = next((one for one in reversed(sessions) if one.standing), None)
    if first is None or last is None:
        return []
    return [first] if first is last else [first, last]
