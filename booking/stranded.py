"""Which booked appointments no longer fit what the clinic has laid down.

Availability books only inside shifts, opening hours and a suitable room. So an appointment that
lies outside them has been stranded by a later change, and somebody has to look at it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from booking.laid_down import LaidDown, Session
from booking.models import Appointment, Status
from locations.models import Location, Room
from therapists.models import Therapist
from timeline.intervals import Interval

# No session is as long as this, so that an index on the start finds all that are not over.
LONGEST_SESSION = timedelta(days=1)


@dataclass(frozen=True)
class Stranded:
    """An appointment, and in one sentence each what it no longer fits."""

    appointment: Appointment
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        return " ".join(self.reasons)


def find_stranded(
    *,
    now: datetime,
    location: Location | None = None,
    therapist: Therapist | None = None,
    room: Room | None = None,
    interval: Interval | None = None,
    appointments: Collection[int] | None = None,
    with_holds: bool = False,
) -> list[Stranded]:
    """The coming appointments that no longer fit, in the order of time; at most fourteen queries.

    `interval` keeps those whose session touches it; `with_holds` also looks at what somebody is
    just booking and may confirm any moment.
    """
    scope = {"location": location, "therapist": therapist, "room": room}
    rows = Appointment.objects.filter(_coming(now, with_holds=with_holds)).filter(
        **{name: of for name, of in scope.items() if of is not None}
    )
    if interval:
        rows = rows.filter(starts_at__lt=interval.end, ends_at__gt=interval.start)
    if appointments is not None:
        rows = rows.filter(pk__in=appointments)
    return _stranded_among(rows, now)


def _coming(now: datetime, *, with_holds: bool) -> Q:
    agreed = Q(status__in=(Status.BOOKED, Status.ARRIVED, Status.IN_SESSION))
    held = Q(status=Status.HELD, expires_at__gt=now)
    not_over = Q(ends_at__gt=now, starts_at__gt=now - LONGEST_SESSION)
    return not_over & (agreed | held if with_holds else agreed)


def _stranded_among(rows: QuerySet[Appointment], now: datetime) -> list[Stranded]:
    laid_down = LaidDown(rows, now=now)
    found: dict[int, tuple[str, ...]] = {}
    columns = ("pk", "location", "therapist", "room", "treatment", "starts_at", "ends_at")
    # Only numbers and instants, a thousand at a time: a chain has a hundred thousand to come.
    for row in rows.order_by("starts_at").values_list(*columns).iterator(chunk_size=1000):
        session = Session(*row)
        if laid_down.knows(session) and (reasons := why_stranded(session, laid_down)):
            found[session.appointment] = reasons
    stranded = Appointment.objects.to_show().in_bulk(found)
    return [Stranded(stranded[pk], reasons) for pk, reasons in found.items() if pk in stranded]


def why_stranded(session: Session, laid_down: LaidDown) -> tuple[str, ...]:
    """What the session no longer fits, in sentences; empty: it fits."""
    return (
        *_at_the_location(session, laid_down),
        *_with_the_therapist(session, laid_down),
        *_in_the_room(session, laid_down),
    )


def _at_the_location(session: Session, laid_down: LaidDown) -> Iterator[str]:
    location = laid_down.locations[session.location]
    if not location.is_active:
        yield f"{location} is no longer open to patients."
    if laid_down.is_closed(session):
        yield f"{location} is closed then."
    if not laid_down.is_open(session):
        yield f"{location} is not open at that hour."


def _with_the_therapist(session: Session, laid_down: LaidDown) -> Iterator[str]:
    therapist = laid_down.therapists[session.therapist]
    if not therapist.is_active:
        yield f"{therapist.first_name} no longer works here."
    if not laid_down.gives(session):
        yield f"{therapist.first_name} no longer gives {laid_down.treatments[session.treatment]}."
    if laid_down.is_away(session):
        yield f"{therapist.first_name} is away then."
    if not laid_down.is_at_work(session):
        yield (
            f"{therapist.first_name} does not work at {laid_down.locations[session.location]} then."
        )


def _in_the_room(session: Session, laid_down: LaidDown) -> Iterator[str]:
    room = laid_down.rooms[session.room]
    if not room.is_active:
        yield f"{room} is no longer in use."
    if room.location_id != session.location:
        yield f"{room} is no longer at {laid_down.locations[session.location]}."
    if not laid_down.suits(session):
        yield f"{room} does not suit {laid_down.treatments[session.treatment]}."
