"""Whose time is blocked, from when until when."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frontdesk.forms.fields import LONGEST_KEY, MomentField, RowField, moment_at
from locations.models import Location
from therapists.models import Therapist, TimeOff
from timeline.intervals import Interval

LONGEST = timedelta(days=366)


def _moment(label: str | Promise) -> MomentField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return MomentField(label=label, widget=widget, error_messages={"required": _("Say when.")})


class BlockForm(forms.Form):
    """Times are wall times at the location; `seen` are the appointments that were listed."""

    location = RowField(
        Location.objects.filter(is_active=True),
        _("We have no such location."),
        error_messages={"required": _("Choose a location.")},
    )
    therapist = RowField(
        Therapist.objects.filter(is_active=True),
        _("We have no such therapist."),
        error_messages={"required": _("Choose whose time it is.")},
    )
    starts = _moment(pgettext_lazy("time", "From"))
    ends = _moment(pgettext_lazy("time", "Until"))
    reason = forms.CharField(
        label=_("Reason (if you like)"),
        required=False,
        max_length=TimeOff._meta.get_field("reason").max_length,
        help_text=_("Colleagues see it on the board. Nothing about health."),
    )
    seen = forms.CharField(required=False, max_length=10_000)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = self._instant("starts"), self._instant("ends")
        if start and end and start >= end:
            self.add_error("ends", _("The end must be after the beginning."))
        elif start and end and end - start > LONGEST:
            self.add_error("ends", _("This is longer than a year."))
        return cleaned

    def clean_seen(self) -> set[int]:
        keys = self.cleaned_data["seen"].split(",")
        return {int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST_KEY}

    @property
    def interval(self) -> Interval:
        start, end = self._instant("starts"), self._instant("ends")
        assert start
        assert end
        return Interval(start, end)

    def _instant(self, name: str) -> datetime | None:
        location = self.cleaned_data.get("location")
        return moment_at(self.cleaned_data.get(name), location.zone) if location else None
