"""Joining the waiting list, changing a wish, and going on after a pause."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.actors import Actor
from booking.locking import lock_patients, one_transaction
from booking.models import Appointment, Status, Urgency, WaitlistEntry
from booking.refusals import Refused, StateChanged
from booking.waiting.terms import ENTRIES_PER_ACCOUNT
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentType

State = WaitlistEntry.State


class WaitsForEnough(Refused):
    sentence = format_lazy(
        gettext_lazy(
            "You are waiting for {count} things already. "
            "Leave one of those lines first, or phone us."
        ),
        count=ENTRIES_PER_ACCOUNT,
    )


@dataclass(frozen=True)
class WaitlistWish:
    """What somebody waits for: what, where, with whom (None: anyone), on which days and hours.

    `weekdays` as `date.weekday()` counts. A start suits from `earliest` up to `latest`, wall time
    at the location. `instead_of` is the booking that an earlier start would replace.
    """

    location: Location
    treatment: TreatmentType
    minutes: int
    therapist: Therapist | None
    first_day: date
    last_day: date
    weekdays: list[int]
    earliest: time
    latest: time
    instead_of: Appointment | None = None


@one_transaction
def join(
    *,
    wish: WaitlistWish,
    patient: Patient,
    now: datetime,
    actor: Actor,
    urgency: Urgency = Urgency.NORMAL,
    desk_note: str = "",
) -> WaitlistEntry:
    """Puts a patient at the end of the line; the same wish again answers with the first entry.

    Raises WaitsForEnough (patients only), StateChanged when there is nothing to replace any more.
    """
    # Of one account one at a time, so that nobody outruns the limit.
    lock_patients(*_family(patient))
    wanted = _columns(wish)
    same = patient.waitlist_entries.unfinished().filter(**wanted).first()
    if same:
        return same if same.state == State.WAITING else _wait_again(same)
    if wish.instead_of:
        _refuse_unless_coming(wish.instead_of, patient, now)
    if not actor.is_staff and _unfinished(patient) >= ENTRIES_PER_ACCOUNT:
        raise WaitsForEnough
    return WaitlistEntry.objects.create(
        patient=patient, created_at=now, urgency=urgency, desk_note=desk_note.strip(), **wanted
    )


@one_transaction
def go_on(*, entry: WaitlistEntry) -> WaitlistEntry:
    """After offers that nobody answered: in the line again, at the old place."""
    current = _locked(entry)
    return _wait_again(current) if current.state == State.UNANSWERED else current


@one_transaction
def change(
    *, entry: WaitlistEntry, wish: WaitlistWish, urgency: Urgency, desk_note: str, seen: str = ""
) -> WaitlistEntry:
    """Another wish, urgency or note, for the desk; the place by age stays.

    An offer that is out stays out. `seen` is `fingerprint` of the entry as it was shown. Raises
    StateChanged when the entry has ended, or a colleague has changed it since.
    """
    there = fingerprint(_locked(entry))
    written = _write(entry, **_columns(wish), urgency=urgency, desk_note=desk_note.strip())
    if seen and there not in (seen, fingerprint(written)):
        raise StateChanged(_("A colleague has changed this entry meanwhile."))
    return written


def fingerprint(entry: WaitlistEntry) -> str:
    """Other than it was as soon as the wish, the urgency or the note is."""
    names = (*(field.name for field in fields(WaitlistWish)), "urgency", "desk_note")
    columns = [entry._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
    return sha256(repr([str(getattr(entry, name)) for name in columns]).encode()).hexdigest()[:16]


@one_transaction
def set_urgency(*, entry: WaitlistEntry, urgency: Urgency) -> WaitlistEntry:
    """Another place in the line, by the desk. Raises StateChanged when the entry has ended."""
    return _write(entry, urgency=urgency)


def _write(entry: WaitlistEntry, **changed: Any) -> WaitlistEntry:
    current = _locked(entry)
    if current.state not in (State.WAITING, State.UNANSWERED):
        raise StateChanged(_("This entry has ended meanwhile."))
    for name, value in changed.items():
        setattr(current, name, value)
    current.save(update_fields=list(changed))
    return current


def _columns(wish: WaitlistWish) -> dict[str, Any]:
    return {field.name: getattr(wish, field.name) for field in fields(wish)}


def _locked(entry: WaitlistEntry) -> WaitlistEntry:
    return WaitlistEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)


def _wait_again(entry: WaitlistEntry) -> WaitlistEntry:
    entry.state, entry.unanswered = State.WAITING, 0
    entry.save(update_fields=["state", "unanswered"])
    return entry


def _family(patient: Patient) -> list[int]:
    if patient.account_id is None:
        return [patient.pk]
    return list(Patient.objects.filter(account=patient.account_id).values_list("pk", flat=True))


def _unfinished(patient: Patient) -> int:
    whose = {"patient__account": patient.account_id} if patient.account_id else {"patient": patient}
    return WaitlistEntry.objects.unfinished().filter(**whose).count()


def _refuse_unless_coming(appointment: Appointment, patient: Patient, now: datetime) -> None:
    current = Appointment.objects.get(pk=appointment.pk)
    is_theirs = current.patient_id == patient.pk
    if not is_theirs or current.status != Status.BOOKED or current.starts_at <= now:
        raise StateChanged(
            _("This appointment is not coming up any more, so nothing can replace it.")
        )
