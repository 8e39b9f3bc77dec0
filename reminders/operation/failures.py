"""What was given up lately, and why, without saying whom it was for."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from reminders.models import Channel, OutgoingMessage
from reminders.reasons import in_words
from reminders.signs import without_addresses

# After a great failure nobody reads on, and the page must stay quick.
MOST = 10_000
# The server's own words differ from message to message: only what comes before them is grouped by.
GROUPED = f"""
    SELECT channel, said, count(*), count(*) FILTER (WHERE not_after > %(now)s)
    FROM (
        SELECT channel, not_after,
            substring(
                error FROM '^[^:]*(?:: [0-9]{{3}}(?:, error code [0-9]+)?|: [A-Za-z]+\\.)?'
            ) AS said
        FROM {OutgoingMessage._meta.db_table}
        WHERE state = 'dead' AND due_at >= %(since)s
        ORDER BY due_at DESC LIMIT %(most)s
    ) AS given_up
    GROUP BY channel, said
"""  # noqa: S608


@dataclass(frozen=True)
class Failure:
    """So many messages of one channel were given up for one reason; some may still be retried."""

    channel: Channel
    reason: str
    number: int
    still_of_use: int


def read_failures(*, since: datetime, now: datetime) -> list[Failure]:
    """Of messages due since then, the most frequent reason first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPED, {"since": since, "now": now, "most": MOST})
        rows = cursor.fetchall()
    numbers: Counter[tuple[str, str]] = Counter()
    of_use: Counter[tuple[str, str]] = Counter()
    for channel, said, number, useful in rows:
        reason = in_words(without_addresses(said)) or _("No reason is known")
        group = channel, reason.rstrip(".")
        numbers[group] += number
        of_use[group] += useful
    return [
        Failure(Channel(channel), reason, number, of_use[channel, reason])
        for (channel, reason), number in numbers.most_common()
    ]
