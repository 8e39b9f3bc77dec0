"""What the desk says about a course: whose it is, of what, when, how often; and which dates."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from booking.plan import Choice
from booking.series.planning import FEWEST, MOST, RHYTHMS, Wish, wished_starts
from frontdesk.forms.fields import (
    DayField,
    ReasonField,
    RowField,
    TellField,
    is_saving,
)
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from timeline.wall import instant
from treatments.models import TreatmentOption

# Sent by the button that shows the dates.
LOOK = "look"
NOT_A_TIME = _("This is not a time. An example is 14:30.")


def _every(weeks: int) -> Promise:
    return format_lazy(ngettext_lazy("Every week", "Every {count} weeks", weeks), count=weeks)


class TimeField(forms.TimeField):
    """A time on the clinic's wall clock."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    input_formats = ("%H:%M", "%H:%M:%S")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["invalid"] = NOT_A_TIME

    def clean(self, value: Any) -> time | None:
        wall: time | None = super().clean(value)
        return wall.replace(second=0, microsecond=0) if wall else None


class ConfirmForm(forms.Form):
    """What every change of several sessions asks at the end."""

    tell = TellField()
    reason = ReasonField()

    def __init__(self, data: Any, *, may_override: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.is_saving = is_saving(data or {})
        if not may_override:
            del self.fields["reason"]

    @property
    def given_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class CourseForm(ConfirmForm):
    """A course to book. Nothing is complained about before the dates are asked for."""

    patient = RowField(
        Patient.objects.select_related("account"),
        _("There is no such patient."),
        error_messages={"required": _("Choose a patient.")},
    )
    q = forms.CharField(required=False, max_length=100)
    location = RowField(
        Location.objects.filter(is_active=True),
        _("We have no such location."),
        error_messages={"required": _("Choose a location.")},
    )
    option = RowField(
        TreatmentOption.objects.filter(is_active=True, treatment__is_active=True).select_related(
            "treatment"
        ),
        _("We do not offer this treatment."),
        error_messages={"required": _("Choose a treatment.")},
    )
    therapist = RowField(
        Therapist.objects.filter(is_active=True), _("We have no such therapist."), required=False
    )
    day = DayField(label=_("First date"), error_messages={"required": _("Choose the first date.")})
    time = TimeField(label=_("Time"), error_messages={"required": _("Choose a time.")})
    count = forms.TypedChoiceField(
        label=_("How many sessions"),
        choices=[(number, str(number)) for number in range(FEWEST, MOST + 1)],
        coerce=int,
    )
    every = forms.TypedChoiceField(
        label=_("How often"),
        choices=[(n, _every(n)) for n in RHYTHMS],
        coerce=int,
    )

    def __init__(self, data: Mapping[str, Any], *, may_override: bool) -> None:
        super().__init__(data, may_override=may_override)
        self.is_asked = self.is_saving or LOOK in data

    @property
    def first(self) -> datetime:
        wanted = self.cleaned_data
        return instant(wanted["day"], wanted["time"], wanted["location"].zone)

    def choice(self) -> Choice:
        wanted = self.cleaned_data
        return Choice(
            location=wanted["location"].slug,
            treatment=wanted["option"].treatment.slug,
            duration=wanted["option"].minutes,
            by_staff=True,
        )

    def wishes(self) -> list[Wish]:
        wanted = self.cleaned_data
        therapist = wanted["therapist"].slug if wanted["therapist"] else None
        starts = wished_starts(
            self.first,
            wanted["location"].zone,
            count=wanted["count"],
            every_weeks=wanted["every"],
        )
        return [Wish(at, therapist) for at in starts]

    def refuse_past(self, now: datetime) -> bool:
        """Whether the first date is over, which is said beside it."""
        if self.first >= now:
            return False
        self.add_error("day", _("This is in the past."))
        return True


class MoveRestForm(ConfirmForm):
    """Where the first of the sessions goes; the others follow at the same distance."""

    day = DayField(label=_("New date"), error_messages={"required": _("Choose a date.")})
    time = TimeField(label=_("New time"), error_messages={"required": _("Choose a time.")})
    therapist = RowField(
        Therapist.objects.filter(is_active=True), _("We have no such therapist."), required=False
    )

    def __init__(self, data: Mapping[str, Any], *, may_override: bool) -> None:
        super().__init__(data, may_override=may_override)
        self.is_asked = self.is_saving or LOOK in data


class CancelRestForm(ConfirmForm):
    """As when one is cancelled: whether it counts as late, why, and who tells the patient."""

    late = forms.ChoiceField(
        label=_("Does it count as late?"),
        choices=(("yes", _("Yes, where it is late")), ("no", _("No"))),
        required=False,
        initial="yes",
        widget=forms.RadioSelect,
    )

    @property
    def counts_as_late(self) -> bool | None:
        """None: each as the policy says."""
        return False if self.cleaned_data.get("late") == "no" else None
