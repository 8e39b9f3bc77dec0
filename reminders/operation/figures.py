"""The figures of the operator's page, in a fixed number of queries.

Each reads an index that holds only what it counts, so millions of old messages cost nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from patients.models import ContactTrouble
from reminders import signs
from reminders.lateness import Lateness, lateness
from reminders.models import WAITING, Channel, Delay, OutgoingMessage, Sign, State
from reminders.operation.failures import Failure, read_failures
from reminders.outbox import BACK_OFF, LEASE
from timeline.wall import day_interval, local_date

RATE_OVER = timedelta(minutes=5)
WEEK = timedelta(days=7)
# No lease and no back-off lasts longer.
SOON = BACK_OFF[-1] + LEASE
DELAYS = 5


@dataclass(frozen=True)
class Row:
    """One channel's figures, or those of all."""

    title: str
    due: int = 0
    sending: int = 0
    retried: int = 0
    soon: int = 0
    lately: int = 0
    hour: int = 0
    today: int = 0
    week: int = 0
    given_up: int = 0

    @property
    def a_minute(self) -> float:
        """Messages sent a minute, over the last five."""
        return self.lately / (RATE_OVER.total_seconds() / 60)


COUNTED = ("due", "sending", "retried", "soon", "lately", "hour", "today", "week", "given_up")


@dataclass(frozen=True)
class Provider:
    """What is known of a mail server or an SMS provider from the last messages."""

    title: str
    is_set_up: bool
    sign: Sign | None


@dataclass(frozen=True)
class Figures:
    """How messages go at one moment."""

    now: datetime
    lateness: Lateness
    channels: Sequence[Row]
    planned: int
    failures: Sequence[Failure]
    last_sent_at: datetime | None
    delays: Sequence[Delay]
    contacts_in_trouble: int

    @cached_property
    def total(self) -> Row:
        sums = {name: sum(getattr(row, name) for row in self.channels) for name in COUNTED}
        return Row(_("Together"), **sums)

    @property
    def later(self) -> int:
        """All that is not due yet."""
        return self.total.soon + self.planned

    @property
    def beat(self) -> Sign | None:
        return self.lateness.signs.get(signs.BEAT)

    @property
    def worker(self) -> Sign | None:
        return self.lateness.signs.get(signs.WORKER)

    @property
    def archive(self) -> Sign | None:
        return self.lateness.signs.get(signs.ARCHIVE)

    @property
    def beat_is_silent(self) -> bool:
        return self.lateness.is_silent(signs.BEAT)

    @property
    def worker_is_silent(self) -> bool:
        return self.lateness.is_silent(signs.WORKER)

    @property
    def providers(self) -> list[Provider]:
        known = self.lateness.signs
        return [
            Provider(_("Mail server"), True, known.get(Channel.EMAIL.value)),
            Provider(_("SMS provider"), bool(settings.SMS_URL), known.get(Channel.SMS.value)),
        ]

    @property
    def late_after_minutes(self) -> int:
        return int(settings.MESSAGES_LATE_AFTER.total_seconds() // 60)


def read(*, now: datetime, zone: ZoneInfo) -> Figures:
    """Everything but the chart; nine queries, ten while a provider takes nothing."""
    failures = read_failures(since=now - WEEK, now=now)
    last = OutgoingMessage.objects.filter(state=State.SENT).order_by("-sent_at")
    return Figures(
        now=now,
        lateness=lateness(now=now),
        channels=_channels(_waiting(now), _sent(now, zone), failures),
        planned=_later(now),
        failures=failures,
        last_sent_at=last.values_list("sent_at", flat=True).first(),
        delays=list(Delay.objects.all()[:DELAYS]),
        contacts_in_trouble=ContactTrouble.objects.count(),
    )


def _channels(
    waiting: Mapping[str, Mapping[str, int]],
    sent: Mapping[str, Mapping[str, int]],
    failures: Sequence[Failure],
) -> list[Row]:
    return [
        Row(
            str(channel.label),
            **waiting.get(channel, {}),
            **sent.get(channel, {}),
            given_up=sum(one.number for one in failures if one.channel == channel),
        )
        for channel in Channel
    ]


def _waiting(now: datetime) -> dict[str, dict[str, int]]:
    """What workers have to do something about now or soon, by channel."""
    to_come, by_a_worker = Q(next_try_at__gt=now), Q(state=State.SENDING)
    rows = OutgoingMessage.objects.filter(state__in=WAITING, next_try_at__lte=now + SOON)
    return _by_channel(
        rows.values("channel").annotate(
            due=Count("next_try_at", filter=~to_come),
            sending=Count("next_try_at", filter=to_come & by_a_worker),
            retried=Count("next_try_at", filter=to_come & ~by_a_worker & Q(attempts__gt=0)),
            soon=Count("next_try_at", filter=to_come & ~by_a_worker & Q(attempts=0)),
        )
    )


def _later(now: datetime) -> int:
    """What nobody looks at for hours yet; a big clinic has a hundred thousand reminders planned.

    Nothing but the index is read, so it is not told apart by channel.
    """
    planned = OutgoingMessage.objects.filter(state__in=WAITING, next_try_at__gt=now + SOON)
    return planned.count()


def _sent(now: datetime, zone: ZoneInfo) -> dict[str, dict[str, int]]:
    """What went, by channel; today is the clinic's."""
    today = day_interval(local_date(now, zone), zone)
    rows = OutgoingMessage.objects.filter(state=State.SENT, sent_at__gte=now - WEEK)
    return _by_channel(
        rows.values("channel").annotate(
            lately=Count("sent_at", filter=Q(sent_at__gt=now - RATE_OVER)),
            hour=Count("sent_at", filter=Q(sent_at__gt=now - timedelta(hours=1))),
            today=Count("sent_at", filter=Q(sent_at__gte=today.start)),
            week=Count("sent_at"),
        )
    )


def _by_channel(rows: Any) -> dict[str, dict[str, int]]:
    return {row.pop("channel"): row for row in rows.order_by()}
