"""Signs of life: when beat last ticked, a worker last worked, and a provider last took a message.

They stand in PostgreSQL, because what stood in the broker would be gone with the broker.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from reminders.models import Channel, Sign

BEAT, WORKER, ARCHIVE = "beat", "worker", "archive"
# Ticks come every three seconds; nobody needs to know it more exactly than this.
EVERY = timedelta(seconds=20)
# Longer than a worker with a single place is busy with one tick, and well within five minutes.
SILENT_AFTER = timedelta(minutes=4)
LONGEST_REASON = 200

ADDRESS = re.compile(r"<?[^\s<>:;,]+@[^\s<>:;,]+>?|\+?\d[\d ().-]{6,}\d")
CODE = re.compile(r": \d{3}\b(, error code \d+)?")


NOTE = f"""
    INSERT INTO {Sign._meta.db_table} AS sign (name, at, reason) VALUES (%(name)s, %(now)s, '')
    ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, broken_since = NULL, reason = ''
    WHERE sign.at IS NULL OR sign.at < %(old)s OR sign.at > EXCLUDED.at
        OR sign.broken_since IS NOT NULL
"""  # noqa: S608
NOTE_TROUBLE = f"""
    INSERT INTO {Sign._meta.db_table} AS sign (name, broken_since, reason)
    VALUES (%(name)s, %(now)s, %(reason)s)
    ON CONFLICT (name) DO UPDATE SET
        broken_since = coalesce(sign.broken_since, EXCLUDED.broken_since), reason = EXCLUDED.reason
"""  # noqa: S608


def note(name: str, *, now: datetime) -> None:
    """`name` does its part; written down at most every twenty seconds. One statement.

    A time in the future is overwritten: somebody has set the clock back.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"name": name, "now": now, "old": now - EVERY})


def note_provider(channel: Channel, *, trouble: str, now: datetime) -> None:
    """How the last try over a channel ended; `trouble` empty: its provider takes messages."""
    if not trouble:
        note(channel.value, now=now)
        return
    reason = without_addresses(trouble)[:LONGEST_REASON]
    with connection.cursor() as cursor:
        cursor.execute(NOTE_TROUBLE, {"name": channel.value, "now": now, "reason": reason})


@dataclass
class LastWord:
    """What a provider said last in a batch; None: nothing, empty: that it took a message."""

    trouble: str | None = None


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
