"""Signs of life: when beat last ticked, a worker last worked, and a provider last took a message.

They stand in PostgreSQL, because what stood in the broker would be gone with the broker.
"""

import re
from datetime import datetime, timedelta

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from reminders.models import Channel, Sign

BEAT, WORKER, ARCHIVE = "beat", "worker", "archive"
# Ticks come every three seconds; nobody needs to know it more exactly than this.
EVERY = timedelta(seconds=20)
# Longer than a worker with a single place is busy with one tick, and well within five minutes.
SILENT_AFTER = timedelta(minutes=4)
LONGEST_REASON = 200

ADDRESS = re.compile(r"<?[^\s<>:;,]+@[^\s<>:;,]+>?|\+?\d[\d ().-]{6,}\d")
CODE = re.compile(r": \d{3}\b(, error code \d+)?")


def note(name: str, *, now: datetime) -> None:
    """`name` does its part; written down at most every twenty seconds.

    A time in the future is overwritten: somebody has set the clock back.
    """
    is_old = Q(at=None) | Q(at__lt=now - EVERY) | Q(at__gt=now) | Q(broken_since__isnull=False)
    noted = Sign.objects.filter(is_old, name=name).update(at=now, broken_since=None, reason="")
    if not noted:
        Sign.objects.bulk_create([Sign(name=name, at=now)], ignore_conflicts=True)


def note_provider(channel: Channel, *, trouble: str, now: datetime) -> None:
    """How the last conversation with a provider ended; `trouble` empty: it takes messages."""
    if not trouble:
        note(channel, now=now)
        return
    Sign.objects.bulk_create([Sign(name=channel)], ignore_conflicts=True)
    Sign.objects.filter(name=channel).update(
        broken_since=Coalesce("broken_since", Value(now)),
        reason=without_addresses(trouble)[:LONGEST_REASON],
    )


def known() -> dict[str, Sign]:
    """Every sign by its name; one query."""
    return {sign.name: sign for sign in Sign.objects.all()}


def is_silent(sign: Sign | None, *, now: datetime) -> bool:
    """Whether nothing was heard for so long that somebody should look; True if never."""
    if sign is None or sign.at is None:
        return True
    return abs(now - sign.at) > SILENT_AFTER


def without_addresses(reason: str) -> str:
    """The reason as everybody may read it: a server's own words may name whom it was for.

    They follow its code, so they end there: "The mail server refused the message: 550".
    """
    if code := CODE.search(reason):
        reason = reason[: code.end()]
    return ADDRESS.sub("…", reason)
