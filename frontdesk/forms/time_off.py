"""A manager's answer to a request for time off."""

from typing import Any

from django import forms

from roster.models import TimeOffRequest

GRANT, REFUSE = "grant", "refuse"


class DecisionForm(forms.Form):
    """Granting needs no word; refusing says why."""

    decision = forms.ChoiceField(
        choices=((GRANT, "Grant"), (REFUSE, "Refuse")),
        error_messages={
            "required": "Grant it or refuse it.",
            "invalid_choice": "Grant it or refuse it.",
        },
    )
    answer = forms.CharField(
        required=False, max_length=TimeOffRequest._meta.get_field("answer").max_length
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        says_nothing = "answer" in cleaned and not cleaned["answer"]
        if cleaned.get("decision") == REFUSE and says_nothing:
            self.add_error("answer", "Say why not: the therapist reads it.")
        return cleaned
