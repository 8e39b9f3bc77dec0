"""A week as a grid: on which days, from when till when. For opening hours and shifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from locations.models import Weekday

USUAL = {day: (time(9), time(18)) for day in range(5)} | {5: (time(10), time(16))}


class Hours(NamedTuple):
    """One stretch of one weekday, on the wall clock."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Row:
    """One weekday of the grid. `several`: it has more stretches than the grid can show."""

    weekday: Weekday
    is_on: BoundField
    starts: BoundField
    ends: BoundField
    several: bool


class TimeOfDay(forms.TimeField):
    def __init__(self) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        said = {"invalid": _("This is not a time. An example is 9:00.")}
        super().__init__(required=False, widget=widget, error_messages=said)


class WeekFields:
    """For a form: seven rows of fields, and what they say.

    A day with several stretches is left as it is: the grid shows it and does not touch it.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    @staticmethod
    def shown(stored: Iterable[Hours]) -> dict[str, Any]:
        """The values of the fields for these hours."""
        values: dict[str, Any] = {}
        for hours in stored:
            day = hours.weekday
            if f"on_{day}" in values:
                values[f"several_{day}"] = True
            else:
                values |= {
                    f"on_{day}": True,
                    f"starts_{day}": hours.starts,
                    f"ends_{day}": hours.ends,
                }
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
            yield Row(day, is_on, starts, ends, bool(form.stored.get(f"several_{day}")))

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
        if not self._days_on() and not any(row.several for row in self.week):
            form.add_error(None, nothing)

    def hours(self) -> list[Hours]:
        """What a valid form says, without the days that it leaves alone."""
        form: Any = self
        days = [day for day in self._days_on() if not form.stored.get(f"several_{day}")]
        return [Hours(*self._typed(day)) for day in days]

    def _days_on(self) -> list[int]:
        return [int(day) for day in Weekday if self.cleaned_data.get(f"on_{day}")]

    def _typed(self, day: int) -> tuple[int, Any, Any]:
        cleaned = self.cleaned_data
        return day, cleaned.get(f"starts_{day}"), cleaned.get(f"ends_{day}")
