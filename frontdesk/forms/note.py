"""The desk's note on an appointment."""

from typing import Any

from django import forms

from booking.models import Appointment


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=Appointment._meta.get_field("desk_note").max_length,
        help_text="For colleagues at the desk and the therapist. Nothing about health.",
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )

    def clean_note(self) -> Any:
        return " ".join(self.cleaned_data["note"].split())
