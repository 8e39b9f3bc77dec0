"""Where an appointment shall go: dragged there, or chosen."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment, Status
from frontdesk.forms.fields import (
    DayField,
    MomentField,
    ReasonField,
    RowField,
    TellField,
    as_seen,
    is_saving,
    moment_at,
)
from locations.models import Room
from therapists.models import Therapist
from timeline.wall import local_date
from treatments.models import TreatmentOption

OTHER_TIME = "other-time"


class MoveForm(forms.Form):
    """What is not said stays as it is; an empty therapist or room means any.

    `at` is where it was dropped; without it the form asks for day and start. `sequence` and
    `status` are the state that the board showed.
    """

    at = MomentField(required=False)
    therapist = RowField(
        Therapist.objects.filter(is_active=True), _("We have no such therapist."), required=False
    )
    room = RowField(Room.objects.filter(is_active=True), _("We have no such room."), required=False)
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=480,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("This is not a duration.")
        ),
    )
    sequence = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    status = forms.ChoiceField(required=False, choices=Status)
    day = DayField(required=False, label=_("Date"))
    starts_at = MomentField(required=False)
    tell = TellField()
    reason = ReasonField()
    look = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, *, appointment: Appointment, may_override: bool) -> None:
        super().__init__(data)
        self.appointment = appointment
        self.is_saving = is_saving(data)
        if not may_override:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "therapist" not in self.data:
            cleaned["therapist"] = self.appointment.therapist
        if cleaned.get("look") == OTHER_TIME:
            dropped = self.dropped_at
            if dropped and not cleaned.get("day"):
                cleaned["day"] = local_date(dropped, self.appointment.zone)
            cleaned["at"] = None
        if self.is_saving and not self.moment and not self.has_error("starts_at"):
            self.add_error("starts_at", _("Choose a time."))
        return cleaned

    def clean_minutes(self) -> int:
        """A duration that the treatment is given in, or the one it has."""
        minutes: int = self.cleaned_data["minutes"] or self.appointment.minutes
        if minutes == self.appointment.minutes:
            return minutes
        offered = sorted(option.minutes for option in self.options)
        if minutes not in offered:
            words = ", ".join(map(str, offered))
            raise forms.ValidationError(
                _("{treatment} is given in {offered} minutes, not in {minutes}.").format(
                    treatment=self.appointment.treatment, offered=words, minutes=minutes
                )
            )
        return minutes

    @property
    def options(self) -> list[TreatmentOption]:
        """The durations to choose from."""
        return list(self.appointment.treatment.options.filter(is_active=True))

    @property
    def option(self) -> TreatmentOption | None:
        """The other duration that is wanted; None: it stays as agreed."""
        minutes = self.cleaned_data.get("minutes")
        if minutes in (None, self.appointment.minutes):
            return None
        return next(option for option in self.options if option.minutes == minutes)

    @property
    def dropped_at(self) -> datetime | None:
        return moment_at(self.cleaned_data.get("at"), self.appointment.zone)

    @property
    def moment(self) -> datetime | None:
        chosen = moment_at(self.cleaned_data.get("starts_at"), self.appointment.zone)
        return self.dropped_at or chosen

    @property
    def seen(self) -> Appointment:
        """The appointment as the board showed it."""
        return as_seen(self.appointment, self.cleaned_data)

    @property
    def is_stale(self) -> bool:
        """Whether the board showed another state than there is now."""
        seen, now = self.seen, self.appointment
        return (seen.sequence, seen.status) != (now.sequence, now.status)

    @property
    def given_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))
