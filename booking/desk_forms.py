"""The desk's forms in the admin: book, move, cancel. Input shape only; lifecycle decides."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from booking.models import Appointment
from booking.plan import Choice
from booking.templatetags.clinic_time import money
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption

# Sent by the button that books or moves; every other submit only looks for free times.
SAVE = "save"
LONGEST_KEY = 18
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)


class DateInput(forms.DateInput):
    """The browser's own date picker: keyboard and touch, without scripts."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DateInput

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError("This date is too far away.")


class OptionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.treatment}, {obj.minutes} minutes ({money(obj.price)})"


class PatientSelect(AutocompleteSelect):
    """Looks patients up by what is typed; ignores selected keys that are none."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        keys = [key for key in value if key.isdecimal() and len(key) <= LONGEST_KEY]
        return super().optgroups(name, keys, attrs)


class ReasonForm(forms.Form):
    """Why a rule is overridden; only those who may override are asked."""

    reason = forms.CharField(
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text="Only needed beyond notice, horizon or cut-off. It stays in the history.",
    )

    def __init__(self, *arguments: Any, may_override: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not may_override:
            del self.fields["reason"]

    @property
    def given_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class CancelForm(ReasonForm):
    pass


class StartForm(ReasonForm):
    """Looks for free times of a day, then takes one of them."""

    therapist = forms.ModelChoiceField(
        Therapist.objects.filter(is_active=True),
        required=False,
        empty_label="Anyone who is free",
        widget=UnfoldAdminSelectWidget,
    )
    day = DayField(label="Date")
    starts_at = forms.CharField(required=False, max_length=40, label="Time")

    @property
    def is_saving(self) -> bool:
        return SAVE in self.data

    def clean_starts_at(self) -> datetime | None:
        """An instant, written with its offset so that it means one moment on every clock."""
        text = self.cleaned_data["starts_at"]
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise forms.ValidationError("This is not a time. Choose one of the list.")
        return moment

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_saving and "starts_at" in cleaned and cleaned["starts_at"] is None:
            self.add_error("starts_at", "Choose a time.")
        return cleaned

    def choice(self) -> Choice | None:
        """What to look for, as far as the form says it."""
        raise NotImplementedError

    @property
    def therapist_slug(self) -> str | None:
        therapist = self.cleaned_data.get("therapist")
        return therapist.slug if therapist else None


class BookForm(StartForm):
    patient = forms.ModelChoiceField(Patient.objects.select_related("account"), required=False)
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), widget=UnfoldAdminSelectWidget
    )
    option = OptionField(
        TreatmentOption.objects.filter(is_active=True, treatment__is_active=True)
        .select_related("treatment")
        .order_by("treatment__position", "treatment__name", "minutes"),
        label="Treatment",
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("patient", "location", "option", "therapist", "day", "starts_at", "reason")

    def __init__(self, *arguments: Any, admin_site: AdminSite, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["patient"]
        assert isinstance(field, forms.ModelChoiceField)
        field.widget = PatientSelect(Appointment._meta.get_field("patient"), admin_site)
        field.widget.choices = field.choices

    def clean_patient(self) -> Patient | None:
        patient: Patient | None = self.cleaned_data["patient"]
        if self.is_saving and patient is None:
            raise forms.ValidationError("Choose a patient, or add a new one.")
        return patient

    def choice(self) -> Choice | None:
        location, option = self.cleaned_data.get("location"), self.cleaned_data.get("option")
        if not location or not option:
            return None
        return Choice(
            location=location.slug,
            treatment=option.treatment.slug,
            duration=option.minutes,
            therapist=self.therapist_slug,
            by_staff=True,
        )


class MoveForm(StartForm):
    """Another day, time or therapist; location, duration and price stay."""

    field_order = ("therapist", "day", "starts_at", "reason")

    def __init__(self, *arguments: Any, appointment: Appointment, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.appointment = appointment

    def choice(self) -> Choice | None:
        return Choice(
            location=self.appointment.location.slug,
            treatment=self.appointment.treatment.slug,
            duration=self.appointment.minutes,
            therapist=self.therapist_slug,
            by_staff=True,
            agreed_turnover=self.appointment.turnover_minutes,
        )
