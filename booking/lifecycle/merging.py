"""Two records of one patient become one, with all their appointments."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking import messages
from booking.actors import Actor
from booking.history import facts
from booking.locking import one_transaction
from booking.models import (
    BLOCKING,
    Appointment,
    AppointmentEvent,
    EventKind,
    Series,
    WaitlistEntry,
)
from booking.refusals import Refused, StateChanged
from booking.templatetags.clinic_time import clinic_moment
from patients import merging
from patients.models import Patient, PatientMerge


class AlreadyMerged(Refused):
    """One of the two records is gone."""

    sentence = _("These records have been merged already.")


class InTwoPlaces(Refused):
    """Two appointments at the same time: these cannot be of one person."""


@one_transaction
def merge_patients(
    *,
    kept: Patient,
    absorbed: Patient,
    chosen: Collection[str] = (),
    seen: str | None = None,
    now: datetime,
    actor: Actor,
) -> PatientMerge:
    """Gives everything of `absorbed` to `kept` and deletes it; nobody can take that back.

    `chosen` are the fields to take from the absorbed record where both have a value; `seen`, from
    `patients.merging.state_of`, is what was compared. Raises AlreadyMerged, InTwoPlaces,
    StateChanged.
    """
    kept, absorbed = _locked(kept, absorbed)
    if seen is not None and seen != merging.state_of(kept, absorbed):
        raise StateChanged(
            gettext("One of the two records has changed meanwhile. Please compare again.")
        )
    _refuse_overlaps(kept, absorbed)
    moved = {
        "appointments": _move_appointments(kept, absorbed, now, actor),
        "waiting list": WaitlistEntry.objects.filter(patient=absorbed).update(patient=kept),
        "series": Series.objects.filter(patient=absorbed).update(patient=kept),
        **merging.hand_over_rooms(kept, absorbed),
    }
    _refuse_to_lose(absorbed)
    merge = merging.absorb(kept, absorbed, chosen=chosen, moved=moved, by=actor.user, now=now)
    messages.contact_choices_changed(kept, now=now)
    return merge


def clashes(kept: Patient, absorbed: Patient) -> list[tuple[Appointment, Appointment]]:
    """Every two appointments, one of each record, that are at the same time; one query."""
    standing = Appointment.objects.filter(
        patient__in=(kept, absorbed), status__in=BLOCKING
    ).select_related("location", "therapist", "treatment")
    found: list[tuple[Appointment, Appointment]] = []
    before: Appointment | None = None
    for one in standing.order_by("starts_at"):
        # Those of one record never overlap, so a clash is between neighbours.
        if before and before.ends_at > one.starts_at:
            found.append((before, one))
        before = one
    return found


def _locked(*patients: Patient) -> tuple[Patient, Patient]:
    """Both records as they are now, locked in the order of their keys."""
    rows = Patient.objects.filter(pk__in=[one.pk for one in patients]).order_by("pk")
    locked = rows.select_related("account").select_for_update(of=("self",))
    found = {row.pk: row for row in locked}
    if len(found) != len(patients):
        raise AlreadyMerged
    kept, absorbed = (found[one.pk] for one in patients)
    return kept, absorbed


def _refuse_overlaps(kept: Patient, absorbed: Patient) -> None:
    for pair in clashes(kept, absorbed):
        one, other = (
            gettext("{moment} with {therapist}").format(
                moment=clinic_moment(each.starts_at, each.location), therapist=each.therapist
            )
            for each in pair
        )
        raise InTwoPlaces(
            gettext(
                "Two appointments are at the same time: {one}, and {other}. "
                "Cancel or move one first."
            ).format(one=one, other=other)
        )


def _move_appointments(kept: Patient, absorbed: Patient, now: datetime, actor: Actor) -> int:
    rows = Appointment.objects.filter(patient=absorbed).order_by("pk")
    moved = list(rows.select_for_update(no_key=True))
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(
            appointment=appointment,
            kind=EventKind.MERGED,
            at=now,
            actor_kind=actor.kind,
            user=actor.user,
            details={**facts(appointment), "patient": absorbed.pk},
        )
        for appointment in moved
    )
    return Appointment.objects.filter(patient=absorbed).update(patient=kept)


def _refuse_to_lose(absorbed: Patient) -> None:
    """Whoever lets another room's rows belong to a patient moves them here, too."""
    for relation in Patient._meta.related_objects:
        left = relation.related_model._base_manager.filter(**{relation.field.name: absorbed})
        if relation.related_model is not PatientMerge and left.exists():
            raise RuntimeError(f"Merging would lose {relation.related_model._meta.label}.")
