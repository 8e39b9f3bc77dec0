"""The questions in their order. Red flags come first, and nothing is suggested past one."""

from dataclasses import dataclass

from django import forms

from care.guide.forms import (
    CareForm,
    CauseForm,
    PressureForm,
    RedFlagsForm,
    SinceForm,
    StrengthForm,
    WhereForm,
)
from care.guide.kept import Kept
from treatments.safety import RED_FLAGS

EMERGENCIES = {flag.key for flag in RED_FLAGS if flag.is_emergency}


@dataclass(frozen=True)
class Step:
    """A screen; `key` stands in its address and says nothing of an answer."""

    key: str
    form: type[forms.Form]

    def is_answered(self, answers: Kept) -> bool:
        return all(name in answers for name in self.form.base_fields)


STEPS = (
    Step("first", RedFlagsForm),
    Step("where", WhereForm),
    Step("since", SinceForm),
    Step("strength", StrengthForm),
    Step("cause", CauseForm),
    Step("care", CareForm),
    Step("pressure", PressureForm),
)
BY_KEY = {step.key: step for step in STEPS}


def next_step(answers: Kept) -> Step | None:
    """The first question without an answer; None when all are answered."""
    return next((step for step in STEPS if not step.is_answered(answers)), None)


def place_after(step: Step) -> Step | None:
    """The screen behind this one; None behind the last."""
    following = STEPS.index(step) + 1
    return STEPS[following] if following < len(STEPS) else None


def is_stopped(answers: Kept) -> bool:
    """Whether a red flag was ticked: a doctor looks first."""
    return bool(answers.get("red_flags"))


def is_emergency(answers: Kept) -> bool:
    return not EMERGENCIES.isdisjoint(answers.get("red_flags") or ())
