"""Which days and which location the reports are about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from booking.admin_filters import DateInput
from frontdesk.reports.period import Period
from locations.models import Location

MOST_YEARS = 5
MOST_DAYS = MOST_YEARS * 366
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
ALL = ""
WRITE_A_DATE = _("Write a date such as 2027-05-03.")


class ReportDay(forms.DateField):
    widget = DateInput

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": WRITE_A_DATE},
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            raise forms.ValidationError(WRITE_A_DATE)
        if not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(
                gettext("Choose a day from {first} to {last}.").format(
                    first=FIRST_DAY.year, last=LAST_DAY.year
                )
            )


class ReportForm(forms.Form):
    """`from`, `to` and `location` of the address; without any day, the period `otherwise`."""

    first = ReportDay(pgettext_lazy("period", "From"))
    last = ReportDay(pgettext_lazy("period", "To"))
    location = forms.ChoiceField(
        label=_("Location"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": _("We have no such location.")},
    )

    def __init__(
        self, query: Mapping[str, Any], locations: Sequence[Location], otherwise: Period
    ) -> None:
        super().__init__(_with_days(query, otherwise))
        self.locations = locations
        names = [(location.slug, location.name) for location in locations]
        self.fields["location"].choices = [(ALL, gettext("All locations")), *names]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        """`from` is a word of Python, so the fields have other names than the address."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first is None or last is None:
            return
        if last < first:
            self.add_error("last", gettext("The last day cannot be before the first."))
        elif Period(first, last).days > MOST_DAYS:
            self.add_error(
                "last", gettext("Choose {years} years at most.").format(years=MOST_YEARS)
            )

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])

    @property
    def chosen_locations(self) -> list[Location]:
        slug = self.cleaned_data["location"]
        return [location for location in self.locations if slug in (ALL, location.slug)]


def _with_days(query: Mapping[str, Any], otherwise: Period) -> dict[str, Any]:
    wanted = {name: query.get(name) for name in ("from", "to", "location")}
    if not wanted["from"] and not wanted["to"]:
        wanted |= {"from": otherwise.first.isoformat(), "to": otherwise.last.isoformat()}
    return wanted
