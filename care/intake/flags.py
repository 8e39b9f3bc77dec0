"""Whom the clinic calls before the visit. All that anybody but the patient learns of a red flag."""

from collections.abc import Iterable

from care.models import Intake


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
