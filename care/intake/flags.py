"""Whom the clinic calls before the visit. All that anybody but the patient learns of a red flag."""

from base64 import b64decode
from collections.abc import Iterable

from care.cipher import unseal
from care.models import Intake

SEALED = Intake._meta.get_field("call_before_visit")


def to_call(appointment_keys: Iterable[int]) -> set[int]:
    """The appointments, of those given, whose patient should be called first; one query.

    Drafts count: whoever meets a red flag stops there.
    """
    rows = Intake.objects.filter(appointment__in=appointment_keys)
    return {
        row.appointment_id
        for row in rows.only("id", "appointment", "call_before_visit")
        if row.call_before_visit
    }


def says_to_call(intake_key: int, sealed: str) -> bool:
    """The same of one row's `call_before_visit` as it is stored, in base64: a statement read it."""
    return bool(unseal(b64decode(sealed), place=SEALED.place_in(Intake, intake_key)))
