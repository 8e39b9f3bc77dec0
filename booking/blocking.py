"""Blocking a therapist's time at the desk, with what lies in it in sight."""

from collections.abc import Collection
from datetime import datetime

from booking import attention
from booking.locking import lock_therapists, one_transaction
from booking.stranded import Stranded, find_stranded
from therapists.models import Therapist, TimeOff
from timeline.intervals import Interval


class WouldStrand(Exception):
    """These appointments lie in the time that is to be blocked, and nobody has seen that yet."""

    def __init__(self, stranded: list[Stranded]) -> None:
        super().__init__()
        self.stranded = stranded


@one_transaction
def block_time(
    *,
    therapist: Therapist,
    interval: Interval,
    reason: str = "",
    seen: Collection[int] = (),
    now: datetime,
) -> TimeOff:
    """Time off for the therapist; what it strands (`seen`, by key) goes to what needs attention.

    Locks the therapist: a booking under way waits, and then finds the time blocked. The same again
    answers with the first. Raises WouldStrand, with nothing changed, when it strands unseen ones.
    """
    lock_therapists(therapist.pk)
    same = {"therapist": therapist, "starts_at": interval.start, "ends_at": interval.end}
    if first := TimeOff.objects.filter(**same).first():
        return first
    block, newly = take_time_off(therapist=therapist, interval=interval, reason=reason, now=now)
    if any(one.appointment.pk not in seen for one in newly):
        raise WouldStrand(newly)
    attention.note(newly, now=now, afresh=True)
    return block


def take_time_off(
    *, therapist: Therapist, interval: Interval, reason: str = "", now: datetime
) -> tuple[TimeOff, list[Stranded]]:
    """Writes it and says what it newly strands: in the caller's transaction, the therapist locked.

    To put that on the list is the caller's.
    """
    before = {one.appointment.pk: one.why for one in _stranded(therapist, interval, now)}
    block = TimeOff.objects.create(
        therapist=therapist,
        starts_at=interval.start,
        ends_at=interval.end,
        reason=reason.strip(),
    )
    after = _stranded(therapist, interval, now)
    return block, [one for one in after if before.get(one.appointment.pk) != one.why]


@one_transaction
def release_time(*, block: TimeOff, now: datetime) -> None:
    """Takes the block away, and what fits again off the list; one that is gone stays gone."""
    lock_therapists(block.therapist_id)
    TimeOff.objects.filter(pk=block.pk).delete()
    attention.settle_what_fits(now=now)


def _stranded(therapist: Therapist, interval: Interval, now: datetime) -> list[Stranded]:
    return find_stranded(therapist=therapist, interval=interval, with_holds=True, now=now)
