"""Old messages out of the workers' way: settled ones go to the archive, and from there for good.

What waits never goes, however old. Each batch is one statement: a message is in one table or in the
other, wherever the power fails.
"""

import time
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection

from reminders import signs
from reminders.models import ArchivedMessage, IncomingText, OutgoingMessage, State

BATCH = 1000
SETTLED = (State.SENT, State.WITHDRAWN, State.DEAD)

log = structlog.get_logger(__name__)

# A row that somebody is looking after just now is left to the next time.
MOVE = f"""
    WITH old AS (
        SELECT id FROM {OutgoingMessage._meta.db_table}
        WHERE due_at < %(before)s AND not_after < %(before)s AND state = ANY(%(settled)s)
        ORDER BY due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ), moved AS (
        DELETE FROM {OutgoingMessage._meta.db_table} WHERE id IN (SELECT id FROM old)
        RETURNING id, subject, version, kind, channel, due_at, state, recipient, error,
            created_at, sent_at
    )
    INSERT INTO {ArchivedMessage._meta.db_table}
        (key, subject, version, kind, channel, due_at, state, recipient, error,
            created_at, sent_at, archived_at)
    SELECT *, %(now)s FROM moved
"""  # noqa: S608


def tidy(*, now: datetime, seconds: float = 120) -> dict[str, int]:
    """Moves and removes what is old, batch after batch until nothing is or the time is over.

    How many went where. What is left goes the next time.
    """
    end = time.monotonic() + seconds
    done = {"archived": 0, "removed": 0, "answers removed": 0}
    for what, one_batch in (
        ("archived", archive),
        ("removed", remove),
        ("answers removed", forget),
    ):
        while time.monotonic() < end and (number := one_batch(now=now)):
            done[what] += number
    signs.note(signs.ARCHIVE, now=now)
    if any(done.values()):
        log.info("old messages put away", **{name.replace(" ", "_"): n for name, n in done.items()})
    return done


def archive(*, now: datetime, most: int = BATCH) -> int:
    """Moves a batch of settled messages that were due, and of use, before the clinic's limit."""
    before = now - settings.MESSAGES_ARCHIVED_AFTER
    settled = [state.value for state in SETTLED]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"before": before, "settled": settled, "most": most, "now": now})
        return int(cursor.rowcount)


def remove(*, now: datetime, most: int = BATCH) -> int:
    """Deletes a batch of archived messages that nobody needs to know of any more."""
    old = ArchivedMessage.objects.filter(due_at__lt=now - settings.MESSAGES_REMOVED_AFTER)
    keys = old.order_by("due_at").values("key")[:most]
    return ArchivedMessage.objects.filter(key__in=keys).delete()[0]


def forget(*, now: datetime, most: int = BATCH) -> int:
    """Deletes a batch of old incoming texts: by now no provider repeats them."""
    old = IncomingText.objects.filter(received_at__lt=now - settings.MESSAGES_ARCHIVED_AFTER)
    return IncomingText.objects.filter(
        pk__in=old.order_by("received_at").values("pk")[:most]
    ).delete()[0]
