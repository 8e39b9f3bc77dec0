"""What the desk says about the waiting list."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment, Status, Urgency, WaitlistEntry
from booking.templatetags.clinic_time import clinic_moment
from booking.waiting.forms import HALF_HOURS, DaysForm
from booking.waiting.joining import WaitlistWish
from frontdesk.forms.fields import RowField
from frontdesk.waiting.rows import STATES
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption, TreatmentType

# No clinic starts before, none after: a shorter list to choose from.
DESK_HOURS = [hour for hour in HALF_HOURS if time(6) <= hour <= time(22)]


class FilterForm(forms.Form):
    """Which entries the list shows; what makes no sense is left out."""

    location = RowField(Location.objects.all(), _("We have no such location."), required=False)
    treatment = RowField(
        TreatmentType.objects.all(), _("There is no such treatment."), required=False
    )
    therapist = RowField(Therapist.objects.all(), _("We have no such therapist."), required=False)
    state = forms.ChoiceField(choices=STATES, required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class WhomForm(forms.Form):
    """The query of the page that adds an entry."""

    patient = RowField(
        Patient.objects.select_related("account"), _("There is no such patient."), required=False
    )
    location = RowField(Location.objects.all(), _("We have no such location."), required=False)
    instead_of = RowField(
        Appointment.objects.all(), _("There is no such appointment."), required=False
    )
    q = forms.CharField(required=False, max_length=100)

    def chosen(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class OptionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        said = gettext("{treatment}, {count} minutes")
        return said.format(treatment=obj.treatment, count=obj.minutes)


class BookingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{clinic_moment(obj.starts_at, obj.location)}, {obj.treatment}"


class UrgencyForm(forms.Form):
    urgency = forms.TypedChoiceField(
        label=_("Urgency"),
        choices=Urgency.choices,
        coerce=lambda value: Urgency(int(value)),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
    )


class EntryForm(UrgencyForm, DaysForm):
    """Everything about an entry except whose it is."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=_("Location"),
        empty_label=None,
        error_messages={
            "required": _("Choose a location."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    option = OptionField(
        TreatmentOption.objects.filter(is_active=True, treatment__is_active=True)
        .select_related("treatment")
        .order_by("treatment__position", "treatment__name", "minutes"),
        label=_("Treatment"),
        empty_label=_("Choose…"),
        error_messages={
            "required": _("Choose a treatment."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    therapist = forms.ModelChoiceField(
        Therapist.objects.filter(is_active=True, is_online=True),
        label=_("Therapist"),
        required=False,
        empty_label=_("Anyone"),
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    instead_of = BookingField(
        Appointment.objects.none(),
        label=_("Instead of"),
        required=False,
        empty_label=_("Nothing: one more appointment"),
        error_messages={"invalid_choice": _("This appointment is not coming up any more.")},
    )
    desk_note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("Nothing about health.")
    )

    def __init__(
        self,
        given: QueryDict | None,
        *,
        patient: Patient,
        today: date,
        now: datetime,
        said: dict[str, Any],
    ) -> None:
        super().__init__(given, today=today, hours=DESK_HOURS, said={"urgency": 0, **said})
        coming = patient.appointments.filter(status=Status.BOOKED, starts_at__gt=now)
        field = self.fields["instead_of"]
        assert isinstance(field, BookingField)
        field.queryset = coming.select_related("location", "treatment").order_by("starts_at")

    @property
    def wish(self) -> WaitlistWish:
        option: TreatmentOption = self.cleaned_data["option"]
        return WaitlistWish(
            location=self.cleaned_data["location"],
            treatment=option.treatment,
            minutes=option.minutes,
            therapist=self.cleaned_data["therapist"],
            instead_of=self.cleaned_data["instead_of"],
            **self.when,
        )

    @property
    def rest(self) -> dict[str, Any]:
        """What is no wish of the patient."""
        return {name: self.cleaned_data[name] for name in ("urgency", "desk_note")}


def said_in(entry: WaitlistEntry) -> dict[str, Any]:
    """The entry as the form shows it."""
    option = TreatmentOption.objects.filter(treatment=entry.treatment, minutes=entry.minutes)
    return {
        "location": entry.location_id,
        "option": option.values_list("pk", flat=True).first(),
        "therapist": entry.therapist_id,
        "instead_of": entry.instead_of_id,
        "first_day": entry.first_day,
        "last_day": entry.last_day,
        "weekdays": entry.weekdays,
        "earliest": f"{_half_hour(entry.earliest):%H:%M}",
        "latest": f"{_half_hour(entry.latest):%H:%M}",
        "urgency": entry.urgency,
        "desk_note": entry.desk_note,
    }


def _half_hour(hour: time) -> time:
    """The last half hour to choose from that is not later."""
    return max((one for one in DESK_HOURS if one <= hour), default=DESK_HOURS[0])
