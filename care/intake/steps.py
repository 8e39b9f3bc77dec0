"""The pages of the intake, in their order: red flags first, the signature last."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from care.intake.forms import (
    ChangedForm,
    HealthForm,
    PageForm,
    PainForm,
    ReasonForm,
    SafetyForm,
    WishesForm,
)


@dataclass(frozen=True)
class Step:
    """A page: `key` in its address, a short `title`, and its form (the last one has its own)."""

    key: str
    title: Any
    form: type[PageForm] = PageForm


SAFETY = Step("safety", _("First of all"), SafetyForm)
CHANGED = Step("changed", _("Since last time"), ChangedForm)
REASON = Step("reason", _("Your reason"), ReasonForm)
PAIN = Step("pain", _("Where it hurts"), PainForm)
HEALTH = Step("health", _("Your health"), HealthForm)
WISHES = Step("wishes", _("Your wishes"), WishesForm)
CONSENT = Step("consent", _("Agree and send"))
STEPS = {step.key: step for step in (SAFETY, CHANGED, REASON, PAIN, HEALTH, WISHES, CONSENT)}

IN_FULL = (SAFETY, REASON, PAIN, HEALTH, WISHES, CONSENT)
IN_SHORT = (SAFETY, CHANGED, CONSENT)


def after(step: Step, steps: Iterable[Step]) -> Step | None:
    """The page that follows; None after the last, and after one that is not among them."""
    order = [*steps]
    if step not in order or step is order[-1]:
        return None
    return order[order.index(step) + 1]
