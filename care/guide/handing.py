"""The visitor's answers as the beginning of an intake, once the visitor says so."""

from typing import Any

from django.utils.translation import gettext as _

from care.guide.kept import Kept
from care.guide.steps import is_stopped, next_step
from care.questions import OTHER_TREATMENTS, PRESSURES, SINCE, Answers
from treatments.guide import questions

# Places of the guide as places of the body map.
PLACES = {
    "neck": ("back_neck",),
    "shoulders": ("back_shoulder_left", "back_shoulder_right"),
    "upper_back": ("upper_spine",),
    "low_back": ("low_back_left", "low_back_right"),
    "hips": ("buttock_left", "buttock_right"),
}


def can_be_handed(answers: Kept) -> bool:
    """Whether the guide was gone through to its end."""
    return next_step(answers) is None and not is_stopped(answers)


def as_intake(answers: Kept) -> Answers:
    """What the intake's own questions would have been answered with, and the rest in words.

    Red flags and cautions are not among it: the intake asks for them itself, every time.
    """
    filled: dict[str, Any] = {
        "reason": _in_words(answers),
        "areas": [key for place in answers["where"] for key in PLACES.get(place, ())],
        "other_treatments": [key for key in answers["care"] if key in OTHER_TREATMENTS],
        "pressure": answers["pressure"] if answers["pressure"] in PRESSURES else "",
    }
    # "Longer than three months" may be a year, or ten: the intake asks more closely.
    if answers["since"] in SINCE and answers["since"] != "longer":
        filled["since"] = answers["since"]
    return filled


def _in_words(answers: Kept) -> str:
    where = ", ".join(str(questions.WHERE[place]) for place in answers["where"])
    told = {
        _("Where"): where,
        _("What it is like"): questions.FEELS[answers["feels"]],
        _("For how long"): questions.SINCE[answers["since"]],
        _("How strong"): questions.STRENGTH[answers["strength"]],
        _("What brought it on"): questions.CAUSE[answers["cause"]],
    }
    return "\n".join(f"{label}: {said}" for label, said in told.items())
