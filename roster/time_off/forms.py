"""From when until when a therapist wants to be off: days, or hours on the clinic's clock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from locations.models import Location
from roster.models import TimeOffRequest
from roster.time_off.days import Days, clock_of, interval_of
from therapists.places import zones_of
from timeline.intervals import Interval
from timeline.wall import instant, local_date

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=3 * 366)


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ("%Y-%m-%d",)

    def __init__(self, label: "StrOrPromise") -> None:
        super().__init__(label=label)
        self.error_messages["required"] = gettext_lazy("Choose a day.")
        self.error_messages["invalid"] = gettext_lazy(
            "This is not a date. An example is 2027-05-31."
        )


class HourField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})
    input_formats = ("%H:%M",)

    def __init__(self, label: "StrOrPromise") -> None:
        super().__init__(label=label, required=False)
        self.error_messages["invalid"] = gettext_lazy("This is not a time. An example is 13:30.")


class AskForm(forms.Form):
    """Whole days without times. `place` says on whose clock, where there are several clocks."""

    first = DayField(gettext_lazy("First day"))
    begins = HourField(pgettext_lazy("time", "From"))
    last = DayField(gettext_lazy("Last day"))
    ends = HourField(pgettext_lazy("time", "Until"))
    place = forms.ChoiceField(
        label=gettext_lazy("On the clock of"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of your locations.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=TimeOffRequest._meta.get_field("reason").max_length,
        help_text=gettext_lazy("If you like. Managers read it. Nothing about health."),
    )

    def __init__(
        self, *arguments: Any, places: Sequence[Location], now: datetime, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.places, self.now = places, now
        if len(zones_of(places)) > 1:
            field: Any = self.fields["place"]
            field.choices = [(place.slug, place.name) for place in places]
        else:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "begins" in cleaned and "ends" in cleaned:
            self._check_that_hours_are_whole(cleaned["begins"], cleaned["ends"])
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last:
            self._check_days(first, last)
        if not self.errors:
            self._check_order(self.interval)
        return cleaned

    def _check_that_hours_are_whole(self, begins: time | None, ends: time | None) -> None:
        if begins and not ends:
            self.add_error("ends", _("Until when? Leave both times empty for whole days."))
        if ends and not begins:
            self.add_error("begins", _("From when? Leave both times empty for whole days."))

    def _check_days(self, first: date, last: date) -> None:
        today = min(local_date(self.now, zone) for zone in zones_of(self.places))
        if first < today:
            self.add_error("first", _("This day is over already."))
        elif last < first:
            self.add_error("last", _("The last day cannot be before the first."))
        elif last - first > LONGEST:
            self.add_error("last", _("That is more than a year. Please talk to a manager."))
        elif first - today > FARTHEST:
            self.add_error("first", _("This day is too far away."))

    def _check_order(self, interval: Interval) -> None:
        if interval.end <= interval.start:
            self.add_error("ends", _("It must end after it begins."))
        elif self.cleaned_data["begins"] and interval.start < self.now:
            self.add_error("begins", _("This time has passed already."))

    @property
    def interval(self) -> Interval:
        typed = self.cleaned_data
        if not typed["begins"]:
            return interval_of(Days(typed["first"], typed["last"]), self.places)
        zone = self._clock().zone
        return Interval(
            instant(typed["first"], typed["begins"], zone),
            instant(typed["last"], typed["ends"], zone),
        )

    def _clock(self) -> Location:
        chosen = self.cleaned_data.get("place")
        named = (place for place in self.places if place.slug == chosen)
        return next(named, clock_of(self.places))
