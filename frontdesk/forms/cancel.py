"""Whether a cancellation counts as late, why, and who tells the patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Status
from frontdesk.forms.fields import ReasonField, TellField


class CancelForm(forms.Form):
    late = forms.ChoiceField(
        label=_("Does it count as late?"),
        choices=(("yes", _("Yes, late")), ("no", _("No"))),
        required=False,
        widget=forms.RadioSelect,
    )
    reason = ReasonField()
    tell = TellField()
    sequence = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    status = forms.ChoiceField(required=False, choices=Status)

    def __init__(self, data: Any, *, may_override: bool, is_late: bool) -> None:
        super().__init__(data, initial={"late": "yes" if is_late else "no", "tell": "yes"})
        self.is_late = is_late
        if not may_override:
            del self.fields["reason"]
            del self.fields["late"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_late and "reason" in self.fields and not cleaned.get("reason"):
            self.add_error("reason", _("It is past the time to cancel: say why."))
        return cleaned

    @property
    def counts_as_late(self) -> bool | None:
        """None: as the policy says."""
        answer = self.cleaned_data.get("late")
        return answer == "yes" if answer else None
