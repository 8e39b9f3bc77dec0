"""What somebody says about when they could come. Input shape and sense; joining decides."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.forms import ANY, DayField
from booking.templatetags.clinic_time import spoken_time
from booking.waiting.terms import LONGEST_WAIT
from locations.models import Location, OpeningHours, Weekday
from therapists.models import Therapist
from timeline.wall import ONE_DAY

HALF_HOURS = [time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 30)]
USUAL_WAIT = timedelta(weeks=4)
PASSED = _("This day has passed already.")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: Any) -> DayField:
    return DayField(
        label=label,
        widget=DayInput(),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("This is not a date. An example is 2027-05-04."),
        },
    )


def _hour(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=time.fromisoformat,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("Choose one of these."),
        },
    )


class DaysForm(forms.Form):
    """The days and hours that suit."""

    first_day = _day(_("From"))
    last_day = _day(_("Until"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one day of the week."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    earliest = _hour(_("Earliest start"))
    latest = _hour(_("Latest start"))

    def __init__(
        self, given: QueryDict | None, *, today: date, hours: list[time], said: dict[str, Any]
    ) -> None:
        """`said`: what to begin with."""
        self.today = today
        usual = {
            "first_day": today,
            "last_day": today + USUAL_WAIT,
            "weekdays": list(Weekday),
            "earliest": f"{hours[0]:%H:%M}",
            "latest": f"{hours[-1]:%H:%M}",
        }
        super().__init__(given, initial={**usual, **said})
        in_words = [(f"{hour:%H:%M}", spoken_time(hour)) for hour in hours]
        self.choose_from("earliest", in_words)
        self.choose_from("latest", in_words)

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_first_day(self) -> date:
        """A day that has passed begins today."""
        day: date = self.cleaned_data["first_day"]
        return max(day, self.today)

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if day < self.today:
            raise forms.ValidationError(PASSED)
        if day > self.today + LONGEST_WAIT:
            raise forms.ValidationError(gettext("Choose a day within a year from now."))
        return day

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The last day is before the first."))
        elif first and last and given.get("weekdays") and not self._has_a_day(first, last):
            self.add_error(
                "weekdays", gettext("None of these lies between the first and the last day.")
            )
        if {"earliest", "latest"} <= given.keys() and given["latest"] < given["earliest"]:
            self.add_error("latest", gettext("The latest start is before the earliest."))
        return given

    def _has_a_day(self, first: date, last: date) -> bool:
        week = range(min((last - first).days + 1, 7))
        days = {(first + number * ONE_DAY).weekday() for number in week}
        return bool(days & set(self.cleaned_data["weekdays"]))

    @property
    def when(self) -> dict[str, Any]:
        """The days and hours, as a `WaitlistWish` has them."""
        return {name: self.cleaned_data[name] for name in DaysForm.base_fields}


class WhenForm(DaysForm):
    """What a patient is asked: with whom, on which days and hours."""

    therapist = forms.ChoiceField(
        label=_("With whom?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )

    def __init__(
        self,
        given: QueryDict | None,
        *,
        location: Location,
        therapists: Iterable[Therapist],
        today: date,
        before: date | None = None,
        said: dict[str, Any] | None = None,
    ) -> None:
        """`before`: the day of the booking that an earlier start would replace."""
        self.before = before
        self.therapists = {one.slug: one for one in therapists}
        begin = {"therapist": ANY, **({"last_day": before} if before else {}), **(said or {})}
        super().__init__(given, today=today, hours=hours_of(location), said=begin)
        self.choose_from("therapist", [(ANY, gettext("Anyone")), *self._names()])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Field("therapist", template="booking/who.html"),
            Div("first_day", "last_day", css_class="side-by-side"),
            Field("weekdays", template="booking/who.html"),
            Div("earliest", "latest", css_class="side-by-side"),
        )

    def _names(self) -> list[tuple[str, str]]:
        return [(slug, therapist.first_name) for slug, therapist in self.therapists.items()]

    def clean_last_day(self) -> date:
        day = super().clean_last_day()
        if self.before and day > self.before:
            raise forms.ValidationError(
                gettext(
                    "An earlier time comes before your appointment: choose {day} at the latest."
                ).format(day=f"{self.before:%Y-%m-%d}")
            )
        return day

    @property
    def when(self) -> dict[str, Any]:
        """What is asked here, as a `WaitlistWish` has it."""
        chosen = self.therapists.get(self.cleaned_data["therapist"])
        return {**super().when, "therapist": chosen}

    @property
    def query(self) -> dict[str, Any]:
        """What was said, as the query of an address."""
        given = {name: self.cleaned_data[name] for name in WhenForm.base_fields}
        return {
            **given,
            "earliest": f"{given['earliest']:%H:%M}",
            "latest": f"{given['latest']:%H:%M}",
        }


def hours_of(location: Location) -> list[time]:
    """Every half hour from the first opening of the week to the last closing."""
    hours = list(OpeningHours.objects.filter(location=location).values_list("opens", "closes"))
    if not hours or any(closes <= opens for opens, closes in hours):
        return HALF_HOURS
    first, last = min(opens for opens, _ in hours), max(closes for _, closes in hours)
    return [hour for hour in HALF_HOURS if first <= hour <= last] or HALF_HOURS
