"""A new patient in the admin: asked about once when it may be somebody we know."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from patients.duplicates import Duplicate, possible_duplicates
from patients.models import Patient

PERHAPS_AT_MOST = 5
# What decides whether two records are alike.
COMPARED = ("given_name", "family_name", "date_of_birth", "phone", "email", "account")


class NewRecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """`perhaps` are the records to ask about; saved once more, all of them were somebody else."""

    perhaps: tuple[Duplicate, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._ask(Patient(**{name: cleaned.get(name) for name in COMPARED if name in cleaned}))
        return cleaned

    def _ask(self, new: Patient) -> None:
        found = possible_duplicates(new)[:PERHAPS_AT_MOST]
        if {str(one.patient.pk) for one in found} - self._asked():
            self.perhaps = tuple(found)
            raise forms.ValidationError(_("Is it somebody we know? Nothing has been saved yet."))

    def _asked(self) -> set[str]:
        return set(self.data.get("not_these", "").split(","))

    @property
    def asked_about(self) -> str:
        """As the form sends it the next time."""
        keys = self._asked() | {str(one.patient.pk) for one in self.perhaps}
        return ",".join(sorted(key for key in keys if key.isdecimal()))
