"""The desk's note on an appointment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment


class NoteForm(forms.Form):
    """`seen` is the note that stood there when the form was opened; unsent: the one there is."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Appointment._meta.get_field("desk_note").max_length,
        help_text=_("For colleagues at the desk and the therapist. Nothing about health."),
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_note(self) -> Any:
        return " ".join(self.cleaned_data["note"].split())
