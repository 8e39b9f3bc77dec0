"""Visits: appointments on their way to becoming rows."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from booking.models import Appointment, AppointmentEvent, EventKind, Source, Status
from clinic.seeding.copying import copy_rows, reserve_ids
from clinic.seeding.day_plan import Session

APPOINTMENT_FIELDS = (
    *("id", "token", "location", "room", "therapist", "patient", "treatment", "status"),
    *("starts_at", "ends_at", "blocked_until", "price", "source", "sequence", "created_at"),
)
EVENT_FIELDS = ("appointment", "kind", "at", "actor_kind", "user", "details")


class Happening(NamedTuple):
    """What becomes an AppointmentEvent; `user` is an account's key."""

    kind: EventKind
    at: datetime
    actor_kind: str
    user: int | None = None


class Visit(NamedTuple):
    """An appointment before it is a row, with what happened to it."""

    token: str
    location: int
    patient: int
    session: Session
    starts_at: datetime
    status: Status
    source: Source
    history: tuple[Happening, ...]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.session.option.minutes)


def store(visits: Sequence[Visit]) -> None:
    """Copies appointments and events into the database."""
    keys = reserve_ids(Appointment, len(visits))
    pairs = list(zip(keys, visits, strict=True))
    copy_rows(Appointment, APPOINTMENT_FIELDS, (_appointment_row(*pair) for pair in pairs))
    copy_rows(
        AppointmentEvent, EVENT_FIELDS, chain.from_iterable(_event_rows(*pair) for pair in pairs)
    )


def _appointment_row(key: int, visit: Visit) -> tuple[Any, ...]:
    option = visit.session.option
    ends_at = visit.ends_at
    return (
        key,
        visit.token,
        visit.location,
        visit.session.room,
        visit.session.therapist,
        visit.patient,
        option.treatment,
        visit.status.value,
        visit.starts_at,
        ends_at,
        ends_at + timedelta(minutes=option.turnover),
        option.price,
        visit.source.value,
        int(visit.status == Status.CANCELLED),
        visit.history[0].at,
    )


def _event_rows(key: int, visit: Visit) -> Iterator[tuple[Any, ...]]:
    # As `booking.history` keeps them.
    details = json.dumps(
        {
            "starts_at": visit.starts_at.isoformat(),
            "therapist": visit.session.therapist,
            "room": visit.session.room,
        }
    )
    for kind, at, actor_kind, user in visit.history:
        yield key, kind.value, at, actor_kind, user, details
