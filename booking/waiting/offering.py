"""Offering free starts to those who wait: one at a time each, in the order of the line.

The tick of beat calls `offer_free_starts`. The free starts are worked out once for each location,
treatment and duration that somebody waits for, in two queries, however many wait; what each of them
may be offered is then looked up in memory. The hold is taken by `lifecycle.offering.offer`, which
looks again under its locks, so nothing here needs to be exact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.cache import cache

from booking.actors import Actor
from booking.lifecycle import offering
from booking.models import WaitlistEntry, WaitlistOffer
from booking.refusals import Refused, SlotTaken, StateChanged
from booking.waiting.free import FreeStarts
from booking.waiting.messages import reaches
from booking.waiting.obstacles import Obstacles
from booking.waiting.settling import settle

SYSTEM = Actor("system")
# A tick that finds an empty schedule and a long line goes on in the next tick.
OFFERS_PER_TICK = 50
# Each of them may just have been taken by somebody else.
TRIES_PER_ENTRY = 3
# A mark in the cache and no lock of a session: behind a pooler nobody has a session of their own.
AT_WORK = "booking.offering"
# After so many seconds a worker is taken for dead that has left its mark behind.
LONGEST_TICK = 120


def offer_free_starts(*, now: datetime) -> int:
    """Settles what has run out, then offers free starts in fair order; how many were offered."""
    if not WaitlistEntry.objects.unfinished().exists():
        return 0
    with _alone() as is_alone:
        if not is_alone:
            return 0
        return _offer_to(settle(now), now)


def _offer_to(line: list[WaitlistEntry], now: datetime) -> int:
    line = [entry for entry in line if reaches(entry.patient)]
    if not line:
        return 0
    free, obstacles = FreeStarts(line, now), Obstacles(line, now)
    offered = 0
    for entry in line:
        if offered == OFFERS_PER_TICK:
            break
        made = _offer_first(entry, free, obstacles, now)
        if made:
            obstacles.add(made)
            offered += 1
    return offered


def _offer_first(
    entry: WaitlistEntry, free: FreeStarts, obstacles: Obstacles, now: datetime
) -> WaitlistOffer | None:
    """Offers the first start that fits and can still be had."""
    fitting = (fit for fit in free.fitting(entry) if obstacles.allow(entry, fit))
    for _, fit in zip(range(TRIES_PER_ENTRY), fitting, strict=False):
        try:
            return offering.offer(
                entry=entry,
                therapist=entry.therapist,
                starts_at=fit.starts_at,
                now=now,
                actor=SYSTEM,
            )
        except SlotTaken:
            free.forget(entry, fit)
        except StateChanged:
            return None
        except Refused:
            continue
    return None


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other tick is at work. Two would do no harm, only work for nothing."""
    is_alone = cache.add(AT_WORK, "", timeout=LONGEST_TICK)
    try:
        yield is_alone
    finally:
        if is_alone:
            cache.delete(AT_WORK)
