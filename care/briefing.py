"""What a therapist must know before a session, in a few words, from the whole record of a patient.

Reading it is a look at the record: whoever shows it notes that (`care.access.note_access`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from booking.models import Appointment
from booking.together import DAY, KEY, MOMENT, Given, GivenKeys, Question, Row, partly
from care.body import labels
from care.consents import missing_among, standing_kinds
from care.fields import Sealed
from care.intake.last_time import said_on
from care.models import Intake, PainScore, PainSource, SessionNote
from care.progress.change import PAIN, Change, Direction, compare
from care.progress.courses import to_look_back_at
from care.progress.scores import NOT_HELD, SessionScores
from care.questions import PRESSURES
from treatments.safety import CAUTIONS, Caution

# So far back the session before is looked for: three scores of a session are compared.
SCORES_READ = 6
# Those with a red flag are left out; the last one without it is among so many.
INTAKES_READ = 4
PATIENTS, SESSIONS, NOW = GivenKeys("patients"), GivenKeys("sessions"), Given("now", MOMENT)


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

    Without an intake everything that it tells is empty.
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
    # Of the session's note: "", "draft" or "signed".
    note: str = ""
    # A course of care is to be looked back at.
    review_is_due: bool = False


def given(sessions: Iterable[Appointment], *, today: date, now: datetime) -> Row:
    """What QUESTIONS need to know: `sessions` of one therapist on the day `today`.

    What was sent or scored after `now` is not told.
    """
    wanted = list(sessions)
    return {
        "sessions": [one.pk for one in wanted],
        "patients": list(_patients(wanted)),
        "therapist": wanted[0].therapist_id,
        "today": today,
        "now": now,
    }


def briefings(
    sessions: Iterable[Appointment], said: dict[str, list[Row]], *, now: datetime
) -> dict[int, Briefing]:
    """What to know before each of `sessions`, by its key; from the answers to QUESTIONS."""
    wanted = list(sessions)
    rows = {row["id"]: row for row in (*said["own_intakes"], *said["last_intakes"])}
    intakes = [_intake(row) for row in rows.values()]
    own, latest = {one.appointment_id: one for one in intakes}, _latest(intakes, now)
    scores, notes = _scores(said["scores"]), {row["appointment"]: row for row in said["notes"]}
    standing = {(row["patient"], row["text__kind"]) for row in said["consents"]}
    without = missing_among(_patients(wanted), standing)
    reviews = {row["patient_id"] for row in said["reviews"]}
    return {
        one.pk: replace(
            _briefing(own.get(one.pk), latest.get(one.patient_id or 0)),
            call_before_visit=one.pk in own and own[one.pk].call_before_visit,
            pain=_pain(scores[one.patient_id or 0]),
            without_consent=tuple(without[one.patient_id or 0]),
            note=_note(notes.get(one.pk)),
            review_is_due=one.patient_id in reviews,
        )
        for one in wanted
    }


def _patients(sessions: list[Appointment]) -> set[int]:
    return {one.patient_id for one in sessions if one.patient_id}


def _newest_first(moment: str) -> Window:
    return Window(RowNumber(), partition_by=F("patient"), order_by=F(moment).desc())


def _own_intakes() -> QuerySet[Any, Any]:
    """Those for the appointments, drafts too."""
    return _told_of(Intake.objects.filter(appointment__in=SESSIONS))


def _last_intakes() -> QuerySet[Any, Any]:
    """The last that each patient has sent."""
    sent = Intake.objects.filter(patient__in=PATIENTS, submitted_at__lte=NOW)
    newest = sent.annotate(place=_newest_first("submitted_at")).filter(place__lte=INTAKES_READ)
    return _told_of(Intake.objects.filter(pk__in=newest.values("pk")))


def _told_of(intakes: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return intakes.order_by().values(
        *("id", "patient_id", "appointment_id", "submitted_at"),
        *("answers", "call_before_visit"),
    )


def _scores_of() -> QuerySet[Any, Any]:
    """The last of each patient that are compared, the newest first."""
    compared = (
        PainScore.objects.filter(patient__in=PATIENTS, at__lte=NOW)
        .exclude(source=PainSource.AFTER)
        .exclude(appointment__status__in=NOT_HELD)
    )
    newest = compared.annotate(place=_newest_first("at")).filter(place__lte=SCORES_READ)
    rows = PainScore.objects.filter(pk__in=newest.values("pk")).order_by("-at")
    return rows.values("id", "patient_id", "appointment_id", "source", "value")


QUESTIONS: dict[str, Question] = {
    "own_intakes": _own_intakes,
    "last_intakes": _last_intakes,
    "scores": _scores_of,
    "consents": lambda: standing_kinds(PATIENTS),
    "notes": lambda: (
        SessionNote.objects.filter(appointment__in=SESSIONS)
        .order_by()
        .values("appointment", "signed_at")
    ),
    "reviews": lambda: (
        to_look_back_at(PATIENTS, therapist=Given("therapist", KEY), today=Given("today", DAY))
        .order_by()
        .values("patient_id")
    ),
}


def _intake(row: Row) -> Intake:
    sent = row["submitted_at"]
    return partly(
        Intake,
        row
        | {
            "id": UUID(row["id"]),
            "submitted_at": datetime.fromisoformat(sent) if sent else None,
            "answers": Sealed.from_json(row["answers"]),
            "call_before_visit": Sealed.from_json(row["call_before_visit"]),
        },
    )


def _latest(intakes: list[Intake], now: datetime) -> dict[int, Intake]:
    """The last to tell of, by patient."""
    told = sorted(
        (one for one in intakes if _may_tell(one) and one.submitted_at and one.submitted_at <= now),
        key=lambda one: one.submitted_at or now,
    )
    return {one.patient_id: one for one in told}


def _may_tell(intake: Intake) -> bool:
    """Of an intake with a red flag nothing is told but that somebody should call."""
    return not intake.call_before_visit


def _scores(rows: list[Row]) -> dict[int, list[SessionScores]]:
    """The last few sessions of each patient with scores that are compared, the newest first."""
    found: dict[int, dict[int, SessionScores]] = defaultdict(dict)
    for row in rows:
        sealed = {"id": UUID(row["id"]), "value": Sealed.from_json(row["value"])}
        its, key = found[row["patient_id"]], row["appointment_id"]
        session = its.setdefault(key, SessionScores(partly(Appointment, {"id": key})))
        session.rows[row["source"]] = partly(PainScore, row | sealed)
    return defaultdict(list, {key: list(several.values()) for key, several in found.items()})


def _note(row: Row | None) -> str:
    """How far the note of a session is."""
    if row is None:
        return ""
    return "signed" if row["signed_at"] else "draft"


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
