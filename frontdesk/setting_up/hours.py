"""When the doors are open, and what the location allows its patients."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext

from booking.models import BookingPolicy
from booking.policy import policy_of
from frontdesk.setting_up.form import StepForm
from frontdesk.setting_up.week import USUAL, Hours, WeekFields
from locations.models import Location, OpeningHours

POLICY_FIELDS = (
    "cancel_cutoff_hours",
    "reschedule_cutoff_hours",
    "notice_minutes",
    "horizon_days",
    "start_step_minutes",
    "first_reminder_hours",
    "second_reminder_hours",
    "quiet_from",
    "quiet_until",
)


def open_hours(location: Location | None) -> list[Hours]:
    """The stored opening hours, in order."""
    rows = OpeningHours.objects.filter(location=location).order_by("weekday", "opens")
    return [Hours(row.weekday, row.opens, row.closes) for row in rows] if location else []


class HoursForm(WeekFields, StepForm):
    def read(self) -> dict[str, Any]:
        return self.shown(open_hours(self.scene.location))

    def suggested(self) -> dict[str, Any]:
        usual = (Hours(day, *times) for day, times in USUAL.items())
        return {} if self.stored else self.shown(usual)

    def build(self) -> None:
        self.add_week()

    @property
    def closed_because(self) -> str:
        if self.scene.is_booked and open_hours(self.scene.location):
            return gettext(
                "People are booked here. Change the hours on the location’s own page, which shows "
                "whom it concerns."
            )
        return ""

    def clean(self) -> dict[str, Any]:
        self.check_week(gettext("Tick at least one day on which you are open."))
        return self.cleaned_data

    def save(self) -> None:
        location = self.scene.location
        replaced = OpeningHours.objects.filter(location=location)
        replaced.exclude(weekday__in=self.kept_days).delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(location=location, weekday=day, opens=opens, closes=closes)
            for day, opens, closes in self.hours()
        )


class PolicyForm(StepForm):
    def read(self) -> dict[str, Any]:
        if self.scene.location is None:
            return {}
        policy = policy_of(self.scene.location)
        return {"pk": policy.pk, **model_to_dict(policy, POLICY_FIELDS)}

    def build(self) -> None:
        self.fields |= fields_for_model(BookingPolicy, POLICY_FIELDS)
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def clean(self) -> dict[str, Any]:
        unread = [name for name in POLICY_FIELDS if name in self.errors]
        policy = self._policy()
        for check in (partial(policy.clean_fields, exclude={"location", *unread}), policy.clean):
            try:
                check()
            except ValidationError as wrong:
                self.add_error(None, wrong)
        return self.cleaned_data

    def save(self) -> None:
        self._policy().save()

    def _policy(self) -> BookingPolicy:
        assert self.scene.location
        policy = policy_of(self.scene.location)
        for name in POLICY_FIELDS:
            if name in self.cleaned_data:
                setattr(policy, name, self.cleaned_data[name])
        return policy
