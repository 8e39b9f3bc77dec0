"""The shape of what the booking pages are asked for; whether it can be had is decided elsewhere."""

import re
from datetime import UTC, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.forms import PatientForm
from patients.models import Patient, Relationship

STRICT_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII
)
ANY = "any"


class InstantField(forms.Field):
    """An ISO 8601 instant with its offset, as an aware datetime in UTC."""

    default_error_messages = {
        "invalid": _(
            "The start must be an ISO 8601 time with its offset, such as 2027-05-04T13:30:00-07:00."
        ),
        "required": _("The start is missing."),
    }

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if not STRICT_INSTANT.fullmatch(str(value)):
            raise forms.ValidationError(self.error_messages["invalid"])
        try:
            instant = datetime.fromisoformat(str(value)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["invalid"]) from None
        # Dates at the edges of the calendar overflow as soon as anybody counts from them.
        if not 2000 <= instant.year < 2200:
            raise forms.ValidationError(gettext("Nothing can be booked in that year."))
        return instant


NO_SUCH = {
    "treatment": _("There is no such treatment."),
    "location": _("There is no such location."),
    "therapist": _("There is no such therapist."),
}
MISSING = {
    "treatment": _("The treatment is missing."),
    "location": _("The location is missing."),
    "therapist": _("The therapist is missing."),
}


def _slug(name: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=50,
        error_messages={"max_length": NO_SUCH[name], "required": MISSING[name]},
    )


class DayField(forms.DateField):
    """A date written YYYY-MM-DD."""

    default_error_messages = {"invalid": _("The date must be written like 2027-05-04.")}
    input_formats = ("%Y-%m-%d",)


class DurationField(forms.IntegerField):
    default_error_messages = {
        "invalid": _("The duration must be a number of minutes, such as 60."),
        "required": _("The duration is missing."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["min_value"] = self.error_messages["max_value"] = _(
            "There is no such duration."
        )


class ChooseForm(forms.Form):
    """What somebody has chosen so far, as queries carry it; what is not chosen yet is empty."""

    treatment = _slug("treatment")
    duration = DurationField(required=False, min_value=1, max_value=480)
    location = _slug("location")
    therapist = _slug("therapist")
    first = DayField(required=False)

    def add_prefix(self, field_name: str) -> str:
        return "from" if field_name == "first" else super().add_prefix(field_name)


class WeekForm(ChooseForm):
    """The query of `/book/`; `starts_at` was chosen on the clinic's own site."""

    starts_at = InstantField(required=False)


class HoldForm(forms.Form):
    """What `POST /book/hold/` takes. `request` tells a repeated submit from a new wish."""

    treatment = _slug("treatment", required=True)
    duration = DurationField(min_value=1, max_value=480)
    location = _slug("location", required=True)
    therapist = _slug("therapist", required=True)
    starts_at = InstantField()
    request = forms.CharField(required=False, max_length=64)


class ChangeForm(forms.Form):
    """A change of an appointment; `sequence` tells which state of it the page showed."""

    sequence = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)


class MoveForm(ChangeForm):
    """A new start; without a therapist it stays the same one."""

    therapist = _slug("therapist")
    starts_at = InstantField()


class MoveQuery(forms.Form):
    """The query of the page that offers new starts."""

    therapist = _slug("therapist")
    first = DayField(required=False)

    def add_prefix(self, field_name: str) -> str:
        return "from" if field_name == "first" else super().add_prefix(field_name)


def cleaned[FormType: forms.Form](form_class: type[FormType], source: QueryDict) -> dict[str, Any]:
    """What `form_class` makes of `source`; raises BadRequest with the first sentence against it."""
    form = form_class(source)
    if form.is_valid():
        return form.cleaned_data
    first_errors = next(iter(form.errors.values()))
    raise BadRequest(str(first_errors[0]))


class DetailsForm(PatientForm):
    """Who the appointment is for: a patient of the account, or a new one with their details."""

    who = forms.ChoiceField(
        label=_("Who is it for?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who the appointment is for."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    field_order = ("who",)

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patients = {
            f"patient-{one.pk}": one
            for one in Patient.objects.for_user(account)
            if not self._describes(one)
        }
        known = [(key, self._known(one)) for key, one in self.patients.items()]
        self.fields["who"].choices = known + self._new()  # type: ignore[attr-defined]
        self.fields["who"].initial = known[0][0] if known else Relationship.SELF
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def _describes(self, patient: Patient) -> bool:
        """Filled in while nobody knew me, it stays that form when I am known meanwhile.

        Its first try may have made this record and broken off before it booked; `register` finds
        the record. Somebody of another name is not me.
        """
        names = ("who", "given_name", "family_name")
        typed = [str(self.data.get(name) or self.initial.get(name, "")).strip() for name in names]
        me = [Relationship.SELF.value, patient.given_name, patient.family_name]
        return patient.relationship == Relationship.SELF and typed == me

    @staticmethod
    def _known(patient: Patient) -> str:
        whose = {
            Relationship.SELF: gettext("{name} (me)"),
            Relationship.CHILD: gettext("{name} (my child)"),
        }
        said = whose.get(Relationship(patient.relationship), "{name}")
        return said.format(name=patient.full_name)

    def _new(self) -> list[tuple[str, str]]:
        """Me, unless I am known already; a child; somebody else."""
        mine = {one.relationship for one in self.patients.values()}
        labels = {
            Relationship.SELF: gettext("Me"),
            Relationship.CHILD: gettext("Another child")
            if Relationship.CHILD in mine
            else gettext("My child"),
            Relationship.OTHER: gettext("Someone else"),
        }
        if Relationship.SELF in mine:
            del labels[Relationship.SELF]
        return [(key.value, label) for key, label in labels.items()]

    def _layout(self) -> Layout:
        reachable = ("phone", "reminders_by_email", "reminders_by_sms")
        asked_there = gettext("Your therapist will ask about health at the visit.")
        return Layout(
            Field("who", template="booking/who.html"),
            Fieldset(
                gettext("About the patient"),
                Div("given_name", "family_name", css_class="form-columns"),
                Div("preferred_name", "pronouns", css_class="form-columns"),
                Div("date_of_birth", css_class="only-for-a-child"),
                HTML(f"<p class='quiet'>{asked_there}</p>"),
                css_class="new-patient",
            ),
            Fieldset(
                gettext("How to reach you"),
                *(name for name in reachable if name in self.fields),
                css_class="new-patient",
            ),
        )

    @property
    def patient(self) -> Patient | None:
        """The patient of the account who was chosen; None: a new one."""
        return self.patients.get(self.cleaned_data.get("who", ""))

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.patient:
            self.errors.clear()
        elif self.cleaned_data.get("who") == Relationship.CHILD and not (
            self.cleaned_data.get("date_of_birth") or self.has_error("date_of_birth")
        ):
            self.add_error("date_of_birth", gettext("Enter the child's date of birth."))
        return self.cleaned_data

    @property
    def new_patient(self) -> dict[str, Any]:
        """What was typed about a new patient, as `patients.registration.register` takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "who"}
        return {**typed, "relationship": Relationship(self.cleaned_data["who"])}
