"""A manager grants or refuses time off: once, and what it touches needs attention at once."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from accounts.models import User
from booking import attention
from booking.blocking import take_time_off
from booking.locking import lock_therapists, one_transaction
from booking.refusals import Refused
from booking.stranded import Stranded
from roster.models import TimeOffRequest
from roster.time_off.asking import DecidedMeanwhile, State, open_requests
from roster.time_off.messages import announce_decision
from timeline.intervals import Interval


class Over(Refused):
    """Nobody answered in time."""

    sentence = gettext_lazy("This time is over already, so it can no longer be granted.")


@one_transaction
def grant(
    *, request: TimeOffRequest, answer: str = "", user: User, now: datetime
) -> list[Stranded]:
    """The therapist is away then; the booked sessions that this strands are on the list.

    One transaction, with the therapist locked: whoever is booking with them at this moment waits,
    and then finds them away. Raises DecidedMeanwhile and Over.
    """
    lock_therapists(request.therapist_id)
    interval = Interval(request.starts_at, request.ends_at)
    if interval.end <= now:
        raise Over
    _close(request, State.GRANTED, answer, user, now)
    # The reason is for managers; everybody at the desk reads what is on the board.
    time_off, stranded = take_time_off(therapist=request.therapist, interval=interval, now=now)
    TimeOffRequest.objects.filter(pk=request.pk).update(time_off=time_off)
    attention.note(stranded, now=now, afresh=True)
    announce_decision(request, now=now)
    return stranded


@one_transaction
def refuse(*, request: TimeOffRequest, answer: str, user: User, now: datetime) -> None:
    """Says no, and why. Raises DecidedMeanwhile."""
    _close(request, State.REFUSED, answer, user, now)
    announce_decision(request, now=now)


def _close(request: TimeOffRequest, state: str, answer: str, user: User, now: datetime) -> None:
    """From open to decided, for one of those who try."""
    closed = open_requests().filter(pk=request.pk)
    if not closed.update(state=state, answer=answer, decided_by=user, decided_at=now):
        raise DecidedMeanwhile
