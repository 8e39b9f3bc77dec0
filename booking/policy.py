"""What a location allows: how early, how far ahead, and until when one may move or cancel."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.models import Appointment, BookingPolicy
from locations.models import Location
from timeline.minutes import minute_after, minute_of
from timeline.wall import MIDNIGHT, ONE_DAY, instant, local_date

# The desk may record a walk-in after the fact, and book beyond the patients' horizon.
DESK_LOOK_BACK = timedelta(days=1)
DESK_HORIZON = timedelta(days=365)


def policy_of(location: Location) -> BookingPolicy:
    """The location's policy, or the defaults when nobody has set one."""
    try:
        return location.policy
    except BookingPolicy.DoesNotExist:
        return BookingPolicy(location=location)


def horizon_end(policy: BookingPolicy, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant before which a session may start: the end of the last day of the horizon."""
    last_day = local_date(now, zone) + policy.horizon_days * ONE_DAY
    return instant(last_day + ONE_DAY, MIDNIGHT, zone)


@dataclass(frozen=True)
class StartWindow:
    """Minutes since 1970 at which a session may start, half-open."""

    earliest: int
    end: int


def start_window(
    policy: BookingPolicy, zone: ZoneInfo, *, now: datetime, by_staff: bool
) -> StartWindow:
    """Inside notice and horizon; the desk may go beyond both (with a reason: lifecycle asks)."""
    if by_staff:
        return StartWindow(minute_of(now - DESK_LOOK_BACK), minute_of(now + DESK_HORIZON))
    earliest = now + timedelta(minutes=policy.notice_minutes)
    return StartWindow(minute_after(earliest), minute_of(horizon_end(policy, zone, now)))


def within_notice_and_horizon(
    policy: BookingPolicy, zone: ZoneInfo, starts_at: datetime, now: datetime
) -> bool:
    """Whether a patient could book `starts_at` at `now`."""
    window = start_window(policy, zone, now=now, by_staff=False)
    return window.earliest <= minute_of(starts_at) < window.end


def cancel_until(appointment: Appointment) -> datetime:
    """The last instant at which the patient may cancel."""
    hours = policy_of(appointment.location).cancel_cutoff_hours
    return (appointment.starts_at - timedelta(hours=hours)).astimezone(UTC)


def reschedule_until(appointment: Appointment) -> datetime:
    """The last instant at which the patient may move it."""
    hours = policy_of(appointment.location).reschedule_cutoff_hours
    return (appointment.starts_at - timedelta(hours=hours)).astimezone(UTC)


def may_cancel(appointment: Appointment, now: datetime) -> bool:
    """In time; or at any time when it is the clinic that cannot keep the appointment."""
    return now <= cancel_until(appointment) or cannot_be_kept(appointment)


def may_reschedule(appointment: Appointment, now: datetime) -> bool:
    """As `may_cancel`."""
    return now <= reschedule_until(appointment) or cannot_be_kept(appointment)


def cannot_be_kept(appointment: Appointment) -> bool:
    """Whether it waits for a decision because the clinic's plans have changed.

    One query; none where `attention` was fetched with it, or the answer, as for messages.
    """
    known: bool | None = getattr(appointment, "is_unkept", None)
    if known is not None:
        return known
    about = appointment.attention.all()
    return any(one.is_open and one.sequence == appointment.sequence for one in about)
