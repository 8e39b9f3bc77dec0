"""What a therapist must know before a session, in a few words, from the whole record of a patient.

Reading it is a look at the record: whoever shows it notes that (`care.access.note_access`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from booking.models import Appointment
from care.body import labels
from care.consents import missing
from care.intake.flags import to_call
from care.intake.last_time import said_on
from care.models import Intake, PainScore, PainSource
from care.progress.change import PAIN, Change, Direction, compare
from care.progress.scores import NOT_HELD, SessionScores
from care.questions import PRESSURES
from treatments.safety import CAUTIONS, Caution

# So far back the session before is looked for: three scores of a session are compared.
SCORES_READ = 6
# Those with a red flag are left out; the last one without it is among so many.
INTAKES_READ = 4


@dataclass(frozen=True)
class Pain:
    """The last score that is compared, and what became of it since the session before, or None."""

    score: int
    change: Change | None

    @property
    def trend(self) -> str:
        """Up, down or level: as an arrow points. Too little to matter is level."""
        if self.change is None or not self.change.matters:
            return "level" if self.change else ""
        return "down" if self.change.direction == Direction.BETTER else "up"


@dataclass(frozen=True)
class Briefing:
    """`said_at` is when the patient said so, in `intake`; `for_this_visit` whether for this one.

    Without an intake everything but the pain is empty.
    """

    intake: UUID | None = None
    said_at: datetime | None = None
    for_this_visit: bool = False
    call_before_visit: bool = False
    cautions: tuple[Caution, ...] = ()
    allergies: str = ""
    pressure: str = ""
    areas: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    # The reason, where it was taken over from the time before, and when it was said.
    old_reason: str = ""
    old_since: datetime | None = None
    pain: Pain | None = None
    without_consent: tuple[str, ...] = ()


def briefings(appointments: Iterable[Appointment], *, now: datetime) -> dict[int, Briefing]:
    """What to know before each of `appointments`, by its key; four queries.

    What was sent or scored after `now` is not told.
    """
    wanted = [one for one in appointments if one.patient_id]
    own, latest = _intakes(wanted, now)
    scores = _scores({one.patient_id for one in wanted if one.patient_id}, now)
    calls = to_call([one.pk for one in wanted])
    without = missing(one.patient_id for one in wanted if one.patient_id)
    return {
        one.pk: replace(
            _briefing(own.get(one.pk), latest.get(one.patient_id or 0)),
            call_before_visit=one.pk in calls,
            pain=_pain(scores[one.patient_id or 0]),
            without_consent=tuple(without[one.patient_id or 0]),
        )
        for one in wanted
    }


def _intakes(
    appointments: list[Appointment], now: datetime
) -> tuple[dict[int, Intake], dict[int, Intake]]:
    """Those for the appointments, drafts too, by appointment; the last to tell of by patient."""
    patients = {one.patient_id for one in appointments}
    newest_first = Window(RowNumber(), partition_by=F("patient"), order_by=F("submitted_at").desc())
    sent = Intake.objects.filter(patient__in=patients, submitted_at__lte=now)
    newest = sent.annotate(place=newest_first).filter(place__lte=INTAKES_READ)
    keys = {one.pk for one in appointments}
    rows = list(Intake.objects.filter(Q(appointment__in=keys) | Q(pk__in=newest.values("pk"))))
    told = sorted(
        (one for one in rows if _may_tell(one) and one.submitted_at and one.submitted_at <= now),
        key=lambda one: one.submitted_at or now,
    )
    return (
        {one.appointment_id: one for one in rows if one.appointment_id in keys},
        {one.patient_id: one for one in told},
    )


def _may_tell(intake: Intake) -> bool:
    """Of an intake with a red flag nothing is told but that somebody should call."""
    return not intake.call_before_visit


def _scores(patients: set[int], now: datetime) -> dict[int, list[SessionScores]]:
    """The last few sessions of each patient with scores that are compared, the newest first."""
    newest_first = Window(RowNumber(), partition_by=F("patient"), order_by=F("at").desc())
    rows = (
        PainScore.objects.filter(patient__in=patients, at__lte=now)
        .exclude(source=PainSource.AFTER)
        .exclude(appointment__status__in=NOT_HELD)
        .select_related("appointment")
        .annotate(place=newest_first)
        .filter(place__lte=SCORES_READ)
        .order_by("place")
    )
    found: dict[int, dict[int, SessionScores]] = defaultdict(dict)
    for row in rows:
        session = SessionScores(row.appointment)
        found[row.patient_id].setdefault(row.appointment_id, session).rows[row.source] = row
    return defaultdict(list, {key: list(several.values()) for key, several in found.items()})


def _briefing(own: Intake | None, latest: Intake | None) -> Briefing:
    """What was sent for the visit; else what holds of the last one before."""
    told = own if own and own.submitted_at and _may_tell(own) else latest
    if told is None:
        return Briefing()
    answers: dict[str, Any] = told.answers
    is_own = told is own
    since = said_on(answers)
    spoken = ("changed_words", "wish") if since else ("reason", "changed_words", "wish")
    return Briefing(
        intake=told.pk,
        said_at=told.submitted_at,
        for_this_visit=is_own,
        cautions=tuple(one for one in CAUTIONS if one.key in answers.get("cautions", ())),
        allergies=answers.get("allergies", ""),
        pressure=str(PRESSURES.get(answers.get("pressure") or "", "")),
        areas=tuple(labels(answers.get("areas", []))),
        avoid=(*labels(answers.get("avoid", [])), *_said(answers, "avoid_words")),
        words=_said(answers, *spoken) if is_own else (),
        old_reason=answers.get("reason", "") if since and is_own else "",
        old_since=since,
    )


def _said(answers: dict[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(words for name in names if (words := answers.get(name, "").strip()))


def _pain(sessions: list[SessionScores]) -> Pain | None:
    """Compared with the session before: the start with the start, the day after with its like."""
    if not sessions:
        return None
    last, *earlier = sessions
    score = last.standing[-1]
    if not earlier:
        return Pain(score, None)
    before = earlier[0]
    like = before.opening if last.day_after is None else before.day_after
    return Pain(score, compare(PAIN, before.standing[-1] if like is None else like, score))
