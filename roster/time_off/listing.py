"""What a therapist sees of the own time off: what was asked for, and what is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from locations.models import Location
from roster.models import TimeOffRequest
from roster.time_off.days import spoken
from therapists.models import Therapist, TimeOff
from timeline.intervals import Interval

State = TimeOffRequest.State
# Decisions stay in sight for a while after the time itself.
STILL_SHOWN = timedelta(days=30)
MOST_SHOWN = 30


@dataclass(frozen=True)
class Asked:
    """A request in words; `given_up` when it was granted and the clinic has taken it out since."""

    request: TimeOffRequest
    spoken: str

    @property
    def given_up(self) -> bool:
        granted = self.request.state == State.GRANTED
        return granted and self.request.time_off_id is None


def requests_of(therapist: Therapist, places: Sequence[Location], *, now: datetime) -> list[Asked]:
    """The open ones first, each by when it begins; one query."""
    rows = TimeOffRequest.objects.filter(therapist=therapist, ends_at__gt=now - STILL_SHOWN)
    newest = rows.order_by("-asked_at", "-pk")[:MOST_SHOWN]
    in_order = sorted(newest, key=lambda row: (row.state != State.ASKED, row.starts_at))
    return [Asked(row, _spoken(row, places)) for row in in_order]


def coming_time_off(
    therapist: Therapist, places: Sequence[Location], *, now: datetime
) -> list[str]:
    """When the therapist is off, in words; one query."""
    rows = TimeOff.objects.filter(therapist=therapist, ends_at__gt=now).order_by("starts_at")
    return [_spoken(row, places) for row in rows[:MOST_SHOWN]]


def _spoken(row: TimeOff | TimeOffRequest, places: Sequence[Location]) -> str:
    return spoken(Interval(row.starts_at, row.ends_at), places)
