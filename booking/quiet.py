"""Quiet hours: at which hours of the clinic's clock nobody is written to, and what then waits.

Reminders keep them, and every text message but one: what patients have just done themselves is
answered at once. Decided here are only moments; which message is which stands in
`booking.messages`.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.models import Appointment, BookingPolicy
from booking.policy import policy_of
from locations.models import Location
from reminders.models import Channel, OutgoingMessage
from reminders.registry import Later
from timeline.intervals import Interval, merge
from timeline.wall import ONE_DAY, interval, local_date

# Before people put the phone away.
JUST_BEFORE = timedelta(minutes=15)
# Told in the morning with less time left than this, somebody may have set out in vain.
TIME_TO_ACT = timedelta(hours=1)
# Two reminders of one appointment are further apart than this.
APART = timedelta(hours=1)
# What is due goes within seconds; older than this, no patient is waiting for it with open eyes.
FRESH = timedelta(minutes=10)

WAITS = "Waits for the end of the quiet hours."
ONLY_IN_QUIET_HOURS = "It could only have gone in the quiet hours."


@dataclass(frozen=True)
class QuietHours:
    """From one wall time to the next other, over midnight where that comes first."""

    begins: time
    ends: time
    zone: ZoneInfo

    def around(self, moment: datetime) -> Interval | None:
        """The quiet time that `moment` lies in, or None when people may be written to."""
        day = local_date(moment, self.zone)
        # A clock change may close the gap between two of them.
        near = (day + number * ONE_DAY for number in (-2, -1, 0, 1))
        nights = merge(interval(each, self.begins, self.ends, self.zone) for each in near)
        return next((night for night in nights if night.start <= moment < night.end), None)

    def just_before(self, night: Interval) -> datetime:
        """A quarter of an hour before it begins, or what there is between it and the last one."""
        wanted = night.start - JUST_BEFORE
        last = self.around(wanted)
        return last.end if last else wanted


def quiet_hours(location: Location) -> QuietHours | None:
    """The location's; None when it has none."""
    return quiet_by(policy_of(location), location.zone)


def quiet_by(policy: BookingPolicy, zone: ZoneInfo) -> QuietHours | None:
    """As a policy has them."""
    begins, ends = policy.quiet_from, policy.quiet_until
    if begins is None or ends is None or begins == ends:
        return None
    return QuietHours(begins, ends, zone)


@dataclass(frozen=True)
class Useful:
    """When a message is due, and from when on it is of no use."""

    due_at: datetime
    not_after: datetime


def reminder_times(appointment: Appointment) -> tuple[Useful | None, Useful | None]:
    """First and second reminder as the policy asks for them, never in quiet hours.

    A late first reminder is of no use once the second is due; a second one that would come within
    an hour of the first is none.
    """
    policy, start = policy_of(appointment.location), appointment.starts_at
    quiet = quiet_hours(appointment.location)
    first, second = (
        None if hours is None else timedelta(hours=hours)
        for hours in (policy.first_reminder_hours, policy.second_reminder_hours)
    )
    second_at = None if second is None else _remind_at(start, second, quiet, start)
    overtaken_at = start
    if first is not None and second_at is not None and start - first < second_at:
        overtaken_at = second_at
    first_at = None if first is None else _remind_at(start, first, quiet, overtaken_at)
    if first_at and second_at and abs(second_at - first_at) < APART:
        second_at = None
    return (
        Useful(first_at, _overtaken(first_at, second_at, start)) if first_at else None,
        Useful(second_at, start) if second_at else None,
    )


def _remind_at(
    start: datetime, before: timedelta, quiet: QuietHours | None, needed_by: datetime
) -> datetime:
    """The end of quiet hours if that leaves time enough, else the evening before them."""
    wanted = start - before
    night = quiet.around(wanted) if quiet else None
    if quiet is None or night is None:
        return wanted
    enough = min(APART, before / 2) if needed_by == start else APART
    return night.end if night.end + enough <= needed_by else quiet.just_before(night)


def _overtaken(first_at: datetime, second_at: datetime | None, start: datetime) -> datetime:
    return second_at if second_at and first_at < second_at else start


def text_at(location: Location, moment: datetime, *, needed_by: datetime) -> datetime:
    """When a text message of `moment` goes that the patient has not just asked for by an act.

    In quiet hours that is their end, unless there is no time to act on it then: in that case it
    goes at once.
    """
    quiet = quiet_hours(location)
    night = quiet.around(moment) if quiet else None
    if night and night.end + TIME_TO_ACT <= needed_by:
        return night.end
    return moment


def hold_back_reminder(message: OutgoingMessage, location: Location, now: datetime) -> Later | str:
    """Later, where it waits for the morning; the reason why it never goes; or "": it may go.

    What cannot wait goes by e-mail, which wakes nobody, and not at all by SMS.
    """
    quiet = quiet_hours(location)
    night = quiet.around(now) if quiet else None
    if night is None:
        return ""
    if night.end < message.not_after:
        return Later(night.end, WAITS)
    return ONLY_IN_QUIET_HOURS if message.channel == Channel.SMS else ""


def hold_back_text(
    message: OutgoingMessage, location: Location, now: datetime, *, needed_by: datetime
) -> Later | str:
    """Later, where a text message waits for the morning; or "": it may go.

    Planning has decided for the hour at which it was due. What goes much later than that, because
    a worker or the provider was away, is decided about anew.
    """
    if message.channel != Channel.SMS:
        return ""
    goes_at = text_at(location, now, needed_by=needed_by)
    if goes_at == now or now - message.due_at <= FRESH:
        return ""
    return Later(goes_at, WAITS)
