"""A therapist asks for time off, and takes the request back while nobody has decided."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.locking import lock_therapists, one_transaction
from booking.models import Appointment
from booking.refusals import Refused
from roster.models import TimeOffRequest
from roster.time_off.days import spoken
from therapists.models import Therapist, TimeOff
from therapists.places import places_of
from timeline.intervals import Interval

State = TimeOffRequest.State


class DecidedMeanwhile(Refused):
    """The request is not open any more; nothing has changed by us."""

    sentence = gettext_lazy("This has been decided meanwhile.")


def open_requests() -> QuerySet[TimeOffRequest]:
    """What waits for a manager's answer."""
    return TimeOffRequest.objects.filter(state=State.ASKED)


def count_affected(therapist: Therapist, interval: Interval, *, now: datetime) -> int:
    """How many booked sessions of the therapist the time touches; one query."""
    start, end = interval
    coming = Appointment.objects.coming(now).filter(therapist=therapist)
    return coming.filter(starts_at__lt=end, ends_at__gt=start).count()


def why_not(therapist: Therapist, interval: Interval, *, now: datetime) -> str:
    """In one sentence why this cannot be asked for; empty: it can."""
    if interval.end <= now:
        return _("This is over already.")
    if own := _overlapping(therapist, interval):
        said = spoken(Interval(own.starts_at, own.ends_at), places_of(therapist))
        return _(
            "You have asked for time off then already: {time}. "
            "Take that request back first, or choose other days."
        ).format(time=said)
    start, end = interval
    known = TimeOff.objects.filter(therapist=therapist, starts_at__lte=start, ends_at__gte=end)
    return _("You are off then already.") if known.exists() else ""


@one_transaction
def ask(
    *, therapist: Therapist, interval: Interval, reason: str = "", now: datetime
) -> TimeOffRequest:
    """The therapist's request; the same again answers with the first. Raises Refused."""
    lock_therapists(therapist.pk)
    start, end = interval
    same = open_requests().filter(therapist=therapist, starts_at=start, ends_at=end)
    if first := same.first():
        return first
    if sentence := why_not(therapist, interval, now=now):
        raise Refused(sentence)
    return TimeOffRequest.objects.create(
        therapist=therapist, starts_at=start, ends_at=end, reason=reason, asked_at=now
    )


def take_back(request: TimeOffRequest) -> None:
    """The therapist no longer wants it. Raises DecidedMeanwhile when it is not open any more."""
    if not open_requests().filter(pk=request.pk).update(state=State.WITHDRAWN):
        raise DecidedMeanwhile


def _overlapping(therapist: Therapist, interval: Interval) -> TimeOffRequest | None:
    start, end = interval
    own = open_requests().filter(therapist=therapist)
    return own.filter(starts_at__lt=end, ends_at__gt=start).first()
