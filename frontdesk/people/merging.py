"""What merging two records would do, to look at before anybody confirms it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.lifecycle.merging import clashes
from booking.models import Appointment, Series, WaitlistEntry
from care.models import ErasureRequest
from care.privacy.erasure import OPEN
from frontdesk.people.messages import matters, messages_about
from patients.merging import Comparison, compare, record_after, state_of
from patients.models import Patient

OTHER = "absorbed"
SEES_ALL = gettext_lazy("Whoever signs in as {account} will see all the appointments.")


@dataclass(frozen=True)
class Row:
    """One field of both records, and whether the absorbed one's value is chosen."""

    comparison: Comparison
    takes_other: bool

    @property
    def field(self) -> str:
        return f"field_{self.comparison.name}"


def preview_of(kept: Patient, absorbed: Patient, chosen: Collection[str]) -> dict[str, Any]:
    """Everything the page says; the queries do not grow with what there is."""
    return {
        "kept": kept,
        "absorbed": absorbed,
        "rows": [Row(one, one.name in chosen) for one in compare(kept, absorbed)],
        "contact": record_after(kept, absorbed, chosen),
        "moving": _moving(absorbed),
        "staying": _moving(kept),
        "clashes": clashes(kept, absorbed),
        "warnings": list(_warnings(kept, absorbed)),
        "seen": state_of(kept, absorbed),
    }


def _moving(patient: Patient) -> dict[str, int]:
    return {
        _("Appointments"): Appointment.objects.filter(patient=patient).count(),
        _("Waiting-list entries"): WaitlistEntry.objects.filter(patient=patient).count(),
        _("Courses"): Series.objects.filter(patient=patient).count(),
        _("Messages"): messages_about(matters(patient)).count(),
    }


def _warnings(kept: Patient, absorbed: Patient) -> Any:
    """What should give pause."""
    asked = ErasureRequest.objects.filter(patient__in=(kept, absorbed), state__in=OPEN)
    of = set(asked.values_list("patient", flat=True))
    if absorbed.pk in of:
        yield _(
            "The patient of the record that goes asked that everything about them be erased. "
            "Merging takes that back: tell them, so that they can ask again."
        )
    if kept.pk in of:
        yield _(
            "The patient of the record that stays asked that everything about them be erased. "
            "What is merged into it is erased with it."
        )
    births = kept.date_of_birth, absorbed.date_of_birth
    if all(births) and births[0] != births[1]:
        yield _("The dates of birth differ. Are these really the same person?")
    if kept.account and absorbed.account and kept.account != absorbed.account:
        yield _(
            "Both records belong to an account. Only one can stay: whoever signs in with the other "
            "no longer sees these appointments."
        )
    elif absorbed.account and not kept.account:
        yield SEES_ALL.format(account=absorbed.account)
    elif kept.account and not absorbed.account:
        yield SEES_ALL.format(account=kept.account)
