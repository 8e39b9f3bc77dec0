"""Doing in one go what the desk has decided for an absence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from booking import attention
from booking.actors import Actor
from booking.digest.messages import GATHERING, tell_together
from booking.models import Appointment, Attention, Status
from booking.refusals import Refused
from frontdesk.away.absence import Absence, save_absence
from frontdesk.away.decisions import Decision, Verb, carry_out, is_to_phone


@dataclass(frozen=True)
class Decided:
    """`sequence` and `status` are how the desk saw the appointment."""

    decision: Decision
    sequence: int
    status: Status


@dataclass(frozen=True)
class Done:
    """One appointment as it was, and what became of it."""

    verb: Verb
    before: Appointment
    after: Appointment


@dataclass
class Outcome:
    """What was done, what was refused and why, and what is still to be decided.

    Whoever was asked to choose is among what was done. `to_phone` are the appointments whose
    patients were to be told, and have no address.
    """

    done: list[Done] = field(default_factory=list)
    refused: list[tuple[Appointment, str]] = field(default_factory=list)
    to_phone: list[Appointment] = field(default_factory=list)
    waiting: list[Attention] = field(default_factory=list)

    @property
    def has_asked(self) -> bool:
        """Whether somebody is to answer: until then the appointment stays on the list."""
        return any(done.verb == Verb.ASK for done in self.done)


def carry_out_all(
    absence: Absence,
    decided: Mapping[int, Decided],
    *,
    tell: bool,
    now: datetime,
    actor: Actor,
) -> Outcome:
    """The absence is written first and all it strands is on the list; then one after the other.

    Each appointment is a transaction of its own: what is refused meanwhile stays on the list, the
    rest is done. Doing it again finds everything done. Whoever is concerned several times hears of
    it in one message.
    """
    save_absence(absence, now=now)
    outcome, quiet_until = Outcome(), now + GATHERING
    changed: list[tuple[Verb, Appointment]] = []
    for appointment in Appointment.objects.to_show().filter(pk__in=decided).order_by("starts_at"):
        one = decided[appointment.pk]
        appointment.sequence, appointment.status = one.sequence, one.status
        try:
            carry_out(
                one.decision,
                appointment,
                tell=tell,
                reason=absence.reason,
                now=now,
                actor=actor,
                quiet_until=quiet_until,
            )
        except Refused as refused:
            outcome.refused.append((appointment, str(refused)))
        else:
            changed.append((one.decision.verb, appointment))
            if tell and is_to_phone(one.decision, appointment, now):
                outcome.to_phone.append(appointment)
    tell_together([appointment for _, appointment in changed], due_at=quiet_until)
    attention.settle_what_fits(now=now)
    outcome.done = _what_became_of(changed)
    asked = {done.before.pk for done in outcome.done if done.verb == Verb.ASK}
    waiting = _still_waiting(absence, now)
    outcome.waiting = [entry for entry in waiting if entry.appointment_id not in asked]
    return outcome


def _what_became_of(changed: Sequence[tuple[Verb, Appointment]]) -> list[Done]:
    now = Appointment.objects.to_show().in_bulk([before.pk for _, before in changed])
    return [Done(verb, before, now[before.pk]) for verb, before in changed]


def _still_waiting(absence: Absence, now: datetime) -> list[Attention]:
    start, end = absence.interval
    return list(
        attention.open_rows(now=now).filter(
            appointment__therapist=absence.therapist,
            appointment__starts_at__lt=end,
            appointment__ends_at__gt=start,
        )
    )
