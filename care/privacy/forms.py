"""What is typed on the pages of privacy."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from care.privacy.break_glass import FEWEST_WORDS


class ReasonForm(forms.Form):
    """Why a manager has to see a record."""

    reason = forms.CharField(
        label=_("Why do you have to see this record?"),
        max_length=1000,
        help_text=_("Kept encrypted. The other managers read it, and an auditor."),
        error_messages={"required": _("Say why in a few words.")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason.split()) < FEWEST_WORDS:
            raise forms.ValidationError(_("Say it in a few words, so that others can judge it."))
        return reason
