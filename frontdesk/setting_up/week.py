"""A week as a grid: on which days, from when till when. For opening hours and shifts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from booking.templatetags.clinic_time import spoken_time
from locations.models import Weekday

USUAL = {day: (time(9), time(18)) for day in range(5)} | {5: (time(10), time(16))}


class Hours(NamedTuple):
    """One stretch of one weekday, on the wall clock."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Row:
    """One weekday of the grid. `kept`: its hours in words, where the grid leaves them alone."""

    weekday: Weekday
    is_on: BoundField
    starts: BoundField
    ends: BoundField
    kept: str


class TimeOfDay(forms.TimeField):
    def __init__(self) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        said = {"invalid": _("This is not a time. An example is 9:00.")}
        super().__init__(required=False, widget=widget, error_messages=said)


class WeekFields:
    """For a form: seven rows of fields, and what they say.

    A day with several stretches, or with one past midnight, is left as it is: the grid says so.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    @staticmethod
    def shown(stored: Iterable[Hours]) -> dict[str, Any]:
        """The values of the fields for these hours; `kept_…` of a day that stays as it is."""
        days: defaultdict[int, list[tuple[time, time]]] = defaultdict(list)
        for day, *stretch in stored:
            days[day].append((stretch[0], stretch[1]))
        values: dict[str, Any] = {}
        for day, stretches in days.items():
            starts, ends = stretches[0]
            if len(stretches) > 1 or ends <= starts:
                values[f"kept_{day}"] = stretches
            else:
                values |= {f"on_{day}": True, f"starts_{day}": starts, f"ends_{day}": ends}
        return values

    def add_week(self) -> None:
        for day in Weekday:
            self.fields[f"on_{day}"] = forms.BooleanField(required=False, label=day.label)
            self.fields[f"starts_{day}"] = TimeOfDay()
            self.fields[f"ends_{day}"] = TimeOfDay()

    @property
    def week(self) -> Iterator[Row]:
        form: Any = self
        for day in Weekday:
            is_on, starts, ends = (form[f"{name}_{day}"] for name in ("on", "starts", "ends"))
            kept = form.stored.get(f"kept_{day}", ())
            said = ", ".join(f"{spoken_time(one)} – {spoken_time(other)}" for one, other in kept)
            yield Row(day, is_on, starts, ends, said)

    def check_week(self, nothing: str) -> None:
        """Adds an error beside each day that makes no sense; `nothing`: no day is on."""
        form: Any = self
        for hours in (self._typed(day) for day in self._days_on()):
            for name, value in (("starts", hours[1]), ("ends", hours[2])):
                field = f"{name}_{hours[0]}"
                if value is None and field not in form.errors:
                    form.add_error(field, _("Give a time, or take the tick away."))
            if hours[1] and hours[2] and hours[2] <= hours[1]:
                form.add_error(f"ends_{hours[0]}", _("The end must be later than the start."))
        if not self._days_on() and not self.kept_days:
            form.add_error(None, nothing)

    def hours(self) -> list[Hours]:
        """What a valid form says, without the days that it leaves alone."""
        return [Hours(*self._typed(day)) for day in self._days_on()]

    @property
    def kept_days(self) -> list[int]:
        """The days that it leaves alone."""
        form: Any = self
        return [int(day) for day in Weekday if f"kept_{day}" in form.stored]

    def _days_on(self) -> list[int]:
        kept = self.kept_days
        ticked = (int(day) for day in Weekday if self.cleaned_data.get(f"on_{day}"))
        return [day for day in ticked if day not in kept]

    def _typed(self, day: int) -> tuple[int, Any, Any]:
        cleaned = self.cleaned_data
        return day, cleaned.get(f"starts_{day}"), cleaned.get(f"ends_{day}")
