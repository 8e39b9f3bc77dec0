"""Who is away, from which day to which, and what happens to each appointment."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Status
from frontdesk.away.absence import Absence, absence_on, todays
from frontdesk.away.decisions import read_decision
from frontdesk.away.outcome import Decided
from frontdesk.forms.fields import DayField, MomentField
from therapists.models import Therapist

DECISION = re.compile(r"decision-(\d{1,18})")
SEQUENCE = re.compile(r"\d{1,9}")
LONGEST = timedelta(days=366)


class TherapistField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def to_python(self, value: Any) -> Any:
        # PostgreSQL knows no NUL, so no therapist has one.
        return super().to_python(None if "\0" in str(value) else value)


class AwayForm(forms.Form):
    """`since` is the moment at which the page was shown, for who is away from now on."""

    therapist = TherapistField(
        Therapist.objects.filter(is_active=True),
        empty_label=_("Choose…"),
        label=_("Therapist"),
        error_messages={
            "required": _("Choose a therapist."),
            "invalid_choice": _("Choose a therapist."),
        },
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    from_now = forms.BooleanField(required=False, label=_("Today: from now on, not all day"))
    since = MomentField(required=False)
    tell = forms.BooleanField(required=False, label=_("Tell the patients"))

    def __init__(self, *arguments: Any, now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **{"label_suffix": "", **options})
        self.now = now

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day cannot be before the first."))
        elif last and last < todays(cleaned.get("therapist"), now=self.now)[0]:
            self.add_error("last", _("This is over already."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("That is more than a year. Switch “works here” off instead."))
        return cleaned

    @property
    def absence(self) -> Absence:
        typed = self.cleaned_data
        return absence_on(typed["therapist"], typed["first"], typed["last"], since=self.begins)

    @property
    def begins(self) -> datetime | None:
        """The moment from which today counts; None: from midnight."""
        typed = self.cleaned_data
        latest = todays(typed["therapist"], now=self.now)[-1]
        if not typed["from_now"] or typed["first"] > latest:
            return None
        since = typed.get("since")
        if since is None or since.tzinfo is None or since > self.now:
            since = self.now.replace(second=0, microsecond=0)
        return since


def read_decisions(sent: Mapping[str, str]) -> dict[int, Decided] | None:
    """By appointment, what the desk decided; None when something makes no sense."""
    decided: dict[int, Decided] = {}
    for name, value in sent.items():
        found = DECISION.fullmatch(name)
        if found is None:
            continue
        decision, sequence = read_decision(value), sent.get(f"sequence-{found[1]}", "")
        status = sent.get(f"status-{found[1]}", "")
        if decision is None or not SEQUENCE.fullmatch(sequence) or status not in Status:
            return None
        decided[int(found[1])] = Decided(decision, int(sequence), Status(status))
    return decided
