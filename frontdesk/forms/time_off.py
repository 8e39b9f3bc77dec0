"""A manager's answer to a request for time off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roster.models import TimeOffRequest

GRANT, REFUSE = "grant", "refuse"


class DecisionForm(forms.Form):
    """Granting needs no word; refusing says why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=((GRANT, _("Grant")), (REFUSE, _("Refuse"))),
        error_messages={
            "required": _("Grant it or refuse it."),
            "invalid_choice": _("Grant it or refuse it."),
        },
    )
    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=TimeOffRequest._meta.get_field("answer").max_length,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        says_nothing = "answer" in cleaned and not cleaned["answer"]
        if cleaned.get("decision") == REFUSE and says_nothing:
            self.add_error("answer", _("Say why not: the therapist reads it."))
        return cleaned
