"""A therapist says that they run late, or that they are on time again."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from booking.locking import lock_therapists, one_transaction
from booking.models import Appointment, Status
from booking.refusals import StateChanged
from booking.repeats import SECOND_CLICK_WITHIN
from roster.late.estimates import late_starts, to_come
from roster.late.messages import tell, told_starts, withdraw_waiting
from roster.models import RunningLate
from therapists.models import Therapist


@one_transaction
def say_late(
    *,
    therapist: Therapist,
    minutes: int,
    sessions: list[Appointment],
    after: int,
    now: datetime,
) -> RunningLate:
    """Tells those of today's `sessions` who come next, if what they know is not true any more.

    `minutes` 0 is on time. `after` is the statement that was on the screen, 0 for none. A second
    tap changes nothing; raises StateChanged when something else was said meanwhile.
    """
    lock_therapists(therapist.pk)
    latest = RunningLate.objects.filter(therapist=therapist).order_by("pk").last()
    if latest and latest.pk != after:
        return _said_already(latest, minutes, now)
    statement = RunningLate.objects.create(therapist=therapist, minutes=minutes, said_at=now)
    withdraw_waiting(sessions, reason=gettext_noop("The therapist has said otherwise since."))
    starts, told = late_starts(sessions, minutes, now=now), told_starts(sessions)
    for one in to_come(sessions, now):
        new_start = starts.get(one.pk, one.starts_at)
        if one.status == Status.BOOKED and told.get(one.pk, one.starts_at) != new_start:
            tell(one, statement, new_start, now=now)
    return statement


def _said_already(latest: RunningLate, minutes: int, now: datetime) -> RunningLate:
    if latest.minutes == minutes and now - latest.said_at < SECOND_CLICK_WITHIN:
        return latest
    if not latest.minutes:
        raise StateChanged(
            _("You have said “on time again” meanwhile, on another screen. Please look again.")
        )
    said = ngettext(
        "You have said “{count} minute late” meanwhile, on another screen. Please look again.",
        "You have said “{count} minutes late” meanwhile, on another screen. Please look again.",
        latest.minutes,
    )
    raise StateChanged(said.format(count=latest.minutes))
