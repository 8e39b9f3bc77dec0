"""What the patient told less than a year ago, and how much of it is asked again."""

from dataclasses import dataclass
from datetime import datetime

from care.intake.forms import HealthForm, WishesForm
from care.intake.steps import (
    CHANGED,
    CONSENT,
    HEALTH,
    IN_FULL,
    IN_SHORT,
    PAIN,
    REASON,
    SAFETY,
    WISHES,
    Step,
)
from care.models import Intake
from care.questions import Answers
from patients.models import Patient

# Of a visit, not of the person: never taken over.
OF_THE_VISIT = (
    *("red_flags", "new_reason", "changed", "changed_words", "wish"),
    *("pain_now", "pain_worst"),
)
# Beside what was taken over: when it was said.
AS_ON = "as_on"
LASTING = (*HealthForm.base_fields, *WishesForm.base_fields)


@dataclass(frozen=True)
class LastTime:
    """The answers sent last, while everything was asked within the last twelve months."""

    answers: Answers
    sent_at: datetime


def last_time(patient: Patient, now: datetime, *, but: Intake | None) -> LastTime | None:
    """None when everything is to be asked; `but` is the intake that is being written. One query.

    Visits at which nothing had changed do not make the answers younger.
    """
    sent = Intake.objects.fresh(now).filter(patient=patient)
    rows = list(sent.exclude(pk=but.pk) if but else sent)
    if all(is_short(row.answers) for row in rows):
        return None
    newest = rows[0]
    return LastTime(newest.answers, newest.submitted_at or now)


def is_short(answers: Answers) -> bool:
    """Whether the patient said that nothing had changed, and the reason is the same."""
    return answers.get("changed") == "no" and answers.get("new_reason") is not True


def steps_for(answers: Answers, last: LastTime | None) -> tuple[Step, ...]:
    """The pages that this patient goes through."""
    if last is None:
        return IN_FULL
    is_undecided = not answers.get("changed") and not answers.get("new_reason")
    if is_undecided or is_short(answers):
        return IN_SHORT
    return (SAFETY, CHANGED, REASON, PAIN, HEALTH, WISHES, CONSENT)


def taken_over(answers: Answers, last: LastTime) -> Answers:
    """What was said last time, for a visit before which nothing has changed."""
    said_on = last.answers.get(AS_ON) or last.sent_at.isoformat()
    return _lasting(last) | _of_the_visit(answers) | {AS_ON: said_on}


def said_on(answers: Answers) -> datetime | None:
    """When the patient said what was taken over; None: all of it was said for this visit."""
    moment = answers.get(AS_ON)
    return datetime.fromisoformat(moment) if moment and is_short(answers) else None


def prefilled(answers: Answers, last: LastTime) -> Answers:
    """What was said last time as a beginning; for a new reason only what concerns the person."""
    kept = _lasting(last)
    if answers.get("new_reason"):
        kept = {name: value for name, value in kept.items() if name in LASTING}
    return kept | answers | {AS_ON: ""}


def _lasting(last: LastTime) -> Answers:
    return {name: value for name, value in last.answers.items() if name not in OF_THE_VISIT}


def _of_the_visit(answers: Answers) -> Answers:
    return {name: value for name, value in answers.items() if name in OF_THE_VISIT}


def missing(answers: Answers, steps: tuple[Step, ...]) -> list[Step]:
    """The pages without which nothing can be sent."""
    answered = {
        SAFETY: answers.get("red_flags") == [],
        CHANGED: bool(answers.get("changed")) and answers.get("new_reason") is not None,
        REASON: bool(answers.get("reason", "").strip()),
    }
    return [step for step in steps if not answered.get(step, True)]
