"""The messages about a whole course: one for all its sessions, instead of one for each.

What they say stands in `booking.series.letters`; they are written from the sessions as they are
when the message goes. The reminders stay each session's own (`booking.messages`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Sum

from booking.messages import news_channels
from booking.models import Appointment, AppointmentEvent, Series, Status
from booking.quiet import hold_back_text, text_at
from reminders.models import Channel, OutgoingMessage, State
from reminders.outbox import enqueue, revive, withdraw_these
from reminders.registry import Later

SUBJECT = "series:"


class Kind(StrEnum):
    BOOKED = "series_confirmation"
    MOVED = "series_change"
    CANCELLED = "series_cancellation"


# What holds as long as a session that it tells of does.
BOOKINGS = (Kind.BOOKED, Kind.MOVED)


@dataclass(frozen=True)
class News:
    """A series with its sessions in order, and the keys of those that the message is about."""

    series: Series
    sessions: list[Appointment]
    about: set[int]

    def booked(self, now: datetime) -> list[Appointment]:
        """All that is still to come."""
        return [one for one in self._coming(now) if one.status == Status.BOOKED]

    def moved(self, now: datetime) -> list[Appointment]:
        return [one for one in self.booked(now) if one.pk in self.about]

    def cancelled(self, now: datetime) -> list[Appointment]:
        return [
            one
            for one in self._coming(now)
            if one.status == Status.CANCELLED and one.pk in self.about
        ]

    def _coming(self, now: datetime) -> list[Appointment]:
        return [one for one in self.sessions if one.starts_at > now]


def next_version(series: Series, *, changes: int) -> int:
    """The version of a series after so many of its sessions have changed: it only ever rises."""
    return int(series.appointments.aggregate(sum=Sum("sequence"))["sum"] or 0) + changes


def announce(
    kind: Kind,
    series: Series,
    version: int,
    *,
    now: datetime,
    tell: bool,
    quiet_until: datetime | None = None,
) -> None:
    """Tells of a change of several sessions; call it in the transaction that changes them.

    The news goes out when `quiet_until` has passed; by SMS not in quiet hours.
    """
    sessions = series.appointments.filter(starts_at__gt=now).order_by("starts_at")
    coming = list(sessions.select_related("location__policy"))
    if not tell or not coming:
        return
    due_at, first = quiet_until or now, coming[0]
    for channel in news_channels(series.patient):
        goes_at = due_at
        if channel == Channel.SMS:
            goes_at = text_at(first.location, due_at, needed_by=first.starts_at)
        enqueue(
            subject=subject_of(series),
            version=version,
            kind=kind,
            channel=channel,
            due_at=goes_at,
            not_after=coming[-1].starts_at,
        )


def take_back(series: Series, version: int, *, now: datetime) -> bool:
    """Withdraws the news of a change that is undone; False: it has gone, or just goes.

    What the change had made pointless, as the confirmation of a course just booked, goes after all.
    """
    of_it = OutgoingMessage.objects.filter(subject=subject_of(series))
    news = list(of_it.filter(version=version).select_for_update())
    if any(message.state in (State.SENDING, State.SENT) for message in news):
        return False
    withdraw_these(news, reason="The change was undone.")
    older = of_it.filter(version__lt=version, state=State.WITHDRAWN, kind__in=BOOKINGS)
    for each in older.values_list("version", flat=True):
        revive(subject=subject_of(series), version=each, kinds=BOOKINGS, now=now)
    return True


def subject_of(series: Series) -> str:
    return f"{SUBJECT}{series.pk}"


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, News]:
    """The series that messages are about, by message key; three queries."""
    keys = {message.pk: int(message.subject.removeprefix(SUBJECT)) for message in messages}
    found = Series.objects.select_related("patient__account").in_bulk(set(keys.values()))
    sessions: dict[int, list[Appointment]] = defaultdict(list)
    for one in Appointment.objects.to_show().filter(series__in=found).order_by("starts_at", "pk"):
        sessions[one.series_id or 0].append(one)
    about: dict[tuple[int, int], set[int]] = defaultdict(set)
    events = AppointmentEvent.objects.filter(
        appointment__series__in=found,
        details__series_version__in=[message.version for message in messages],
    )
    for series, appointment, version in events.values_list(
        "appointment__series", "appointment", "details__series_version"
    ):
        about[series, version].add(appointment)
    return {
        message.pk: News(found[key], sessions[key], about[key, message.version])
        for message in messages
        if (key := keys[message.pk]) in found
    }


def still_holds(message: OutgoingMessage, news: News, now: datetime) -> Later | str:
    """Why the message must not go any more, or not at this hour; empty: it holds."""
    if message.channel not in news_channels(news.series.patient):
        return f"The patient has no address for it, or chose no {Channel(message.channel).label}."
    told, otherwise = _told(message, news, now)
    if not told:
        return otherwise
    first = told[0]
    return hold_back_text(message, first.location, now, needed_by=first.starts_at)


def _told(message: OutgoingMessage, news: News, now: datetime) -> tuple[Sequence[Appointment], str]:
    """The sessions that it tells of, and why it does not go when there are none."""
    if message.kind == Kind.CANCELLED:
        return news.cancelled(now), "No coming session of it is cancelled any more."
    told = news.booked(now) if message.kind == Kind.BOOKED else news.moved(now)
    return told, "No session of it is booked and still to come."
