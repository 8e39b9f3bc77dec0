"""Doing in one go what the desk has decided for an absence."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from booking import attention
from booking.actors import Actor
from booking.digest.messages import GATHERING, tell_together
from booking.models import Appointment, Attention
from booking.refusals import Refused
from frontdesk.away.absence import Absence, save_absence
from frontdesk.away.decisions import Decision, Verb, carry_out, is_to_phone


@dataclass(frozen=True)
class Decided:
    """`sequence` is how the desk saw the appointment."""

    decision: Decision
    sequence: int


@dataclass
class Outcome:
    """What was done, what was refused and why, and what waits on the list now.

    `to_phone` are the appointments whose patients were to be told, and have no address.
    """

    done: Counter[Verb] = field(default_factory=Counter)
    refused: list[tuple[Appointment, str]] = field(default_factory=list)
    to_phone: list[Appointment] = field(default_factory=list)
    waiting: list[Attention] = field(default_factory=list)


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
    changed = []
    for appointment in Appointment.objects.to_show().filter(pk__in=decided).order_by("starts_at"):
        one = decided[appointment.pk]
        appointment.sequence = one.sequence
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
            outcome.done[one.decision.verb] += 1
            changed.append(appointment)
            if tell and is_to_phone(one.decision, appointment, now):
                outcome.to_phone.append(appointment)
    tell_together(changed, due_at=quiet_until)
    attention.settle_what_fits(now=now)
    outcome.waiting = _still_waiting(absence, now)
    return outcome


def _still_waiting(absence: Absence, now: datetime) -> list[Attention]:
    start, end = absence.interval
    return list(
        attention.open_rows(now=now).filter(
            appointment__therapist=absence.therapist,
            appointment__starts_at__lt=end,
            appointment__ends_at__gt=start,
        )
    )
