"""What one types about a patient. Nothing here asks about health."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from patients.models import Patient

SMS_CONSENT = _(
    "Text me reminders at this number too. I agree to get these texts from the clinic "
    "and can stop them at any time."
)
PHONE_ERRORS = {"invalid": _("This is not a phone number. An example is 604-555-0123.")}
WITHOUT_PHONE = _("Texts need a phone number.")


class PatientForm(forms.Form):
    """A new patient: names, how to reach them, and by what they agree to be reminded."""

    given_name = forms.CharField(
        label=_("Given name"),
        max_length=80,
        error_messages={"required": _("Enter the given name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        error_messages={"required": _("Enter the family name.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    preferred_name = forms.CharField(
        label=_("Preferred name"),
        max_length=80,
        required=False,
        help_text=_("If it differs from the given name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    pronouns = forms.CharField(
        label=_("Pronouns"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    date_of_birth = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Needed for a child."),
        error_messages={"invalid": _("Enter a date such as 2015-04-23.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01"}),
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        help_text=_("For the day itself, if something comes up."),
        error_messages=PHONE_ERRORS,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    reminders_by_email = forms.BooleanField(
        label=_("Remind me by e-mail"), required=False, initial=True
    )
    reminders_by_sms = forms.BooleanField(label=SMS_CONSENT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.SMS_URL:
            del self.fields["reminders_by_sms"]

    def clean_date_of_birth(self) -> date | None:
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and not date(1900, 1, 1) <= born <= timezone.now().date():
            raise forms.ValidationError(_("Enter the date on which the patient was born."))
        return born

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("reminders_by_sms") and not self.cleaned_data.get("phone"):
            self._refuse_without_phone()
        return self.cleaned_data

    def _refuse_without_phone(self) -> None:
        if not self.has_error("phone"):
            self.add_error("phone", WITHOUT_PHONE)


def _as_dialled(phone: Any) -> str:
    """The number as people here write it; foreign ones with their country code."""
    if not phone:
        return ""
    return str(phone.as_national if phone.country_code == 1 else phone.as_international)


class ContactForm(forms.Form):
    """How and in which language to write to a patient.

    A number, and an agreement to texts, only from the account's owner; with the link alone one can
    stop them. `texts_shown` says whether the box was ticked when the form was opened: what was
    stopped since is not agreed to by saving something else.
    """

    reminders_by_email = forms.BooleanField(label=_("Remind me by e-mail"), required=False)
    reminders_by_sms = forms.BooleanField(label=_("Remind me by text message"), required=False)
    texts_shown = forms.NullBooleanField(required=False, widget=forms.HiddenInput)
    phone = PhoneNumberField(
        label=_("Phone for texts"),
        required=False,
        error_messages=PHONE_ERRORS,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our messages"),
        choices=settings.LANGUAGES,
        required=False,
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )

    def __init__(self, *args: Any, patient: Patient, is_owner: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "reminders_by_email": patient.reminders_by_email,
            "reminders_by_sms": patient.wants_texts,
            "texts_shown": patient.wants_texts,
            "phone": _as_dialled(patient.phone),
            "language": patient.speaks,
        }
        super().__init__(*args, **kwargs)
        self.patient = patient
        if not is_owner:
            del self.fields["phone"]
        may_choose = is_owner or (patient.phone and patient.wants_texts)
        if not settings.SMS_URL or not may_choose:
            del self.fields["reminders_by_sms"], self.fields["texts_shown"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        phone = self.cleaned_data.get("phone", self.patient.phone)
        if self.cleaned_data.get("reminders_by_sms") and not phone and not self.has_error("phone"):
            self.add_error("phone", WITHOUT_PHONE)
        return self.cleaned_data

    @property
    def by_sms(self) -> bool | None:
        """Whether texts are wanted; None: the box stands as it was shown, or was not shown."""
        ticked = self.cleaned_data.get("reminders_by_sms")
        if ticked is None:
            return None
        # Of a form that does not say what it showed a tick is no new agreement.
        was_ticked = self.cleaned_data["texts_shown"] is not False
        return None if ticked == was_ticked else ticked

    def clean_language(self) -> str | None:
        """None leaves it as it is: what the account or the clinic says then goes on holding."""
        chosen: str = self.cleaned_data["language"]
        return None if chosen in ("", self.patient.speaks) else chosen
