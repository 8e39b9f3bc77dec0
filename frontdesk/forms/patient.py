"""A new patient, typed while booking. Nothing here asks about health."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from patients.forms import PHONE_ERRORS

FIRST_BIRTH = date(1900, 1, 1)


class NewPatientForm(forms.Form):
    """Who it is and how to reach them. Texts need the patient's own consent: not asked here."""

    given_name = forms.CharField(
        label=_("Given name"),
        max_length=80,
        error_messages={"required": _("Enter the given name.")},
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        error_messages={"required": _("Enter the family name.")},
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        error_messages=PHONE_ERRORS,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    date_of_birth = forms.DateField(
        label=_("Date of birth"),
        required=False,
        error_messages={"invalid": _("Enter a date such as 1985-04-23.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01"}),
    )

    language = forms.ChoiceField(
        label=_("Language of messages"),
        choices=[("", _("As the clinic")), *settings.LANGUAGES],
        required=False,
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "new_%s", **options})
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_date_of_birth(self) -> date | None:
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and not FIRST_BIRTH <= born <= timezone.now().date():
            raise forms.ValidationError(_("Enter the date on which the patient was born."))
        return born
