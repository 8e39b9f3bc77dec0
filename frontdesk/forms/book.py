"""What the desk says to book: place and time, treatment, patient."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontdesk.forms.fields import (
    LONGEST_KEY,
    DayField,
    MomentField,
    ReasonField,
    RowField,
    TellField,
    is_saving,
    moment_at,
)
from frontdesk.forms.patient import NewPatientForm
from locations.models import Location, Room
from patients.duplicates import Duplicate
from patients.models import Patient
from therapists.models import Therapist
from timeline.wall import local_date
from treatments.models import TreatmentOption

# Sent by buttons that drop a choice, to choose again.
OTHER_PATIENT, OTHER_TIME = "other-patient", "other-time"
PERHAPS_AT_MOST = 5


class BookForm(forms.Form):
    """Everything chosen so far; what is missing matters only to the button that books.

    `at` is the place on the board that was clicked; without it the form asks for day and start.
    `not_these` are the records about which the desk was asked whether they are the new patient.
    """

    location = RowField(
        Location.objects.filter(is_active=True).select_related("policy"),
        _("We have no such location."),
        error_messages={"required": _("Choose a location.")},
    )
    therapist = RowField(
        Therapist.objects.filter(is_active=True), _("We have no such therapist."), required=False
    )
    room = RowField(Room.objects.filter(is_active=True), _("We have no such room."), required=False)
    at = MomentField(required=False)
    day = DayField(required=False, label=_("Date"))
    starts_at = MomentField(required=False)
    option = RowField(
        TreatmentOption.objects.filter(is_active=True, treatment__is_active=True).select_related(
            "treatment"
        ),
        _("We do not offer this treatment."),
        required=False,
    )
    patient = RowField(
        Patient.objects.select_related("account"), _("There is no such patient."), required=False
    )
    q = forms.CharField(required=False, max_length=100)
    not_these = forms.CharField(required=False, max_length=1000)
    tell = TellField()
    reason = ReasonField()
    look = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, *, may_override: bool) -> None:
        super().__init__(data)
        if not may_override:
            del self.fields["reason"]
        self.is_saving = is_saving(data)
        typed = any(data.get(name) for name in NewPatientForm.base_fields)
        self.is_new_patient = typed and not data.get("patient")
        asked = self.is_new_patient and self.is_saving
        self.perhaps: Sequence[Duplicate] = ()
        self.new_patient = NewPatientForm(data if asked else None, initial=data)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        look = cleaned.get("look")
        if look == OTHER_PATIENT:
            cleaned["patient"] = None
        if look == OTHER_TIME:
            cleaned["day"] = cleaned.get("day") or self._clicked_day()
            cleaned["at"] = None
        if self.is_saving:
            self._refuse_incomplete(cleaned)
        return cleaned

    def _refuse_incomplete(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("option") and not self.has_error("option"):
            self.add_error("option", _("Choose a treatment."))
        if not self.moment and not self.has_error("starts_at") and not self.has_error("at"):
            self.add_error("starts_at", _("Choose a time."))
        if self.is_new_patient:
            if not self.new_patient.is_valid():
                self.add_error("patient", _("Something about the new patient is missing or wrong."))
        elif not cleaned.get("patient") and not self.has_error("patient"):
            self.add_error("patient", _("Choose a patient, or add a new one."))

    def clean_not_these(self) -> set[int]:
        keys = self.cleaned_data["not_these"].split(",")
        return {int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST_KEY}

    def ask_about(self, found: Sequence[Duplicate]) -> None:
        """Makes `perhaps` of those found, unless all of them were asked about before."""
        closest = found[:PERHAPS_AT_MOST]
        is_news = {one.patient.pk for one in closest} - self.cleaned_data["not_these"]
        self.perhaps = closest if is_news else ()

    @property
    def asked_about(self) -> str:
        """As the form sends it the next time."""
        asked = self.chosen("not_these") or set()
        return ",".join(
            str(key) for key in sorted(asked | {one.patient.pk for one in self.perhaps})
        )

    def chosen(self, name: str) -> Any:
        """What was chosen, or None while nothing sensible is."""
        return self.cleaned_data.get(name) if self.is_bound else None

    @property
    def clicked_at(self) -> datetime | None:
        """The instant of the place on the board, by the location's clock."""
        return self._instant("at")

    @property
    def moment(self) -> datetime | None:
        return self._instant("at") or self._instant("starts_at")

    def _clicked_day(self) -> date | None:
        clicked, location = self.clicked_at, self.cleaned_data.get("location")
        return local_date(clicked, location.zone) if clicked and location else None

    def _instant(self, name: str) -> datetime | None:
        location = self.cleaned_data.get("location")
        return moment_at(self.cleaned_data.get(name), location.zone) if location else None

    @property
    def given_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))
