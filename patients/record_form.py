"""A patient's record in the admin. Nobody agrees to text messages by saving something else."""

from typing import Any

from django import forms

from patients.models import Patient

TEXTS = "reminders_by_sms"


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Shows text messages as chosen until they are stopped, and keeps with the form what it showed.

    So the box counts as changed only where somebody ticked or unticked it, whatever was stopped
    while the form was open.
    """

    instance: Patient

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if TEXTS not in self.fields:
            return
        self.initial[TEXTS] = self.instance.wants_texts
        knows_what_was_shown = not self.is_bound or self.add_initial_prefix(TEXTS) in self.data
        self.fields[TEXTS].show_hidden_initial = knows_what_was_shown
        if not knows_what_was_shown:
            # Then a tick is no new agreement.
            self.initial[TEXTS] = True
