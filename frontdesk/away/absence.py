"""From when until when a therapist is away, whom it concerns, and writing it down."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from booking import attention
from booking.locking import lock_therapists
from booking.models import Appointment
from booking.stranded import Stranded, find_stranded
from locations.models import Location
from therapists.models import Therapist, TimeOff
from timeline.intervals import Interval
from timeline.wall import day_interval, local_date


@dataclass(frozen=True)
class Absence:
    """Away at every location, during `interval`."""

    therapist: Therapist
    interval: Interval

    @property
    def reason(self) -> str:
        """Why the appointments change, for their history."""
        return _("{name} is away.").format(name=self.therapist.first_name)


def absence_on(
    therapist: Therapist, first: date, last: date, *, since: datetime | None = None
) -> Absence:
    """Whole days on the clock of wherever the therapist works; the first one `since` a moment."""
    zones = _zones(therapist)
    start = min(day_interval(first, zone).start for zone in zones)
    end = max(day_interval(last, zone).end for zone in zones)
    return Absence(therapist, Interval(max(start, since) if since else start, end))


def todays(therapist: Therapist | None, *, now: datetime) -> list[date]:
    """What the date is wherever the therapist works, the earliest first."""
    return sorted({local_date(now, zone) for zone in _zones(therapist)})


def _zones(therapist: Therapist | None) -> set[ZoneInfo]:
    here = Q(weekly_shifts__therapist=therapist) | Q(shift_changes__therapist=therapist)
    places = Location.objects.filter(here).distinct() if therapist else ()
    return {place.zone for place in places} or {timezone.get_current_timezone()}


def affected_by(absence: Absence, *, now: datetime) -> list[Appointment]:
    """The coming appointments that the absence touches, in the order of time; one query."""
    start, end = absence.interval
    rows = Appointment.objects.coming(now).to_show().filter(therapist=absence.therapist)
    return list(rows.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk"))


def save_absence(absence: Absence, *, now: datetime) -> list[Stranded]:
    """Writes the time off, once, and puts all that it strands on the list, before anything else.

    Whoever is booking with the therapist at this moment waits, or is on the list as well.
    """
    start, end = absence.interval
    with transaction.atomic():
        lock_therapists(absence.therapist.pk)
        _, is_new = TimeOff.objects.get_or_create(
            therapist=absence.therapist, starts_at=start, ends_at=end
        )
        stranded = find_stranded(
            now=now, therapist=absence.therapist, interval=absence.interval, with_holds=True
        )
        attention.note(stranded, now=now, afresh=is_new)
    return stranded
