"""Who looked at a record, as the patient reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from care.models import RecordAccess, Verb
from patients.models import Patient, PatientMerge

# What the roles are called when no name is given away.
NAMELESS = {
    "anonymous": _("Somebody who had not signed in"),
    "patient": _("Another account"),
    "receptionist": _("The front desk"),
}

# Rows keep the roles by their keys.
ROLES = {
    "therapist": pgettext_lazy("role", "therapist"),
    "manager": pgettext_lazy("role", "manager"),
    "receptionist": pgettext_lazy("role", "receptionist"),
    "patient": pgettext_lazy("role", "patient"),
    "anonymous": pgettext_lazy("role", "anonymous"),
}
SOMEBODY = {
    "therapist": _("A therapist"),
    "manager": _("A manager"),
}


@dataclass(frozen=True)
class Look:
    """One line of the list."""

    at: datetime
    who: str
    role: str
    did: str
    part: str
    was_refused: bool
    is_reader: bool = False


def role_in_words(role: str) -> str:
    """A role as it is said; one that nobody knows any more stays as it was written."""
    return str(ROLES.get(role, role))


def keys_of(patient: int) -> list[int]:
    """The number of a record, and those of the records that were merged into it."""
    merged = PatientMerge.objects.filter(kept=patient)
    return [patient, *merged.values_list("absorbed_key", flat=True)]


def looks_at(patient: Patient) -> QuerySet[RecordAccess]:
    """All looks and refused tries, the newest first."""
    return RecordAccess.objects.filter(patient_key__in=keys_of(patient.pk))


def in_words(looks: Iterable[RecordAccess], reader: User) -> list[Look]:
    """As the account `reader` may read them; one query for the names of all."""
    rows = list(looks)
    keys = {row.user_key for row in rows if row.user_role not in NAMELESS}
    names = _names(keys)
    return [
        Look(
            at=row.at,
            who=_who(row, names, reader),
            role="" if row.user_role in NAMELESS else role_in_words(row.user_role),
            did=row.get_verb_display(),
            part=row.get_part_display(),
            was_refused=row.verb == Verb.REFUSED,
            is_reader=row.user_key == reader.pk,
        )
        for row in rows
    ]


def _names(keys: Iterable[int | None]) -> dict[int, str]:
    """Therapists by the name the clinic shows; others who work here by that of their account."""
    accounts = User.objects.filter(pk__in=[key for key in keys if key])
    return {
        one.pk: therapist.name if (therapist := getattr(one, "therapist", None)) else one.name
        for one in accounts.select_related("therapist")
    }


def _who(row: RecordAccess, names: dict[int, str], reader: User) -> str:
    if row.user_key == reader.pk:
        return str(_("You"))
    nameless = str(NAMELESS.get(row.user_role, ""))
    role = SOMEBODY.get(row.user_role, row.user_role)
    return nameless or names.get(row.user_key or 0) or str(role)
