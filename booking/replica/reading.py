"""Who may be shown what the replica says: nobody who has just changed something that it lacks."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import Error
from django.http import HttpRequest

from booking.refusals import UnknownChoice
from booking.replica.gauge import Gauge, State
from booking.replica.own_changes import last_change
from booking.replica.servers import (
    PRIMARY,
    REPLICA,
    replica_is_set,
    where_primary_is,
    where_replica_is,
)

log = structlog.get_logger(__name__)
gauge = Gauge(where_primary_is, where_replica_is, failures=Error)


def for_showing[T](request: HttpRequest, read: Callable[[str], T]) -> T:
    """The answer of `read` from the replica where that will do, else from the primary.

    `read` is called with the name of a database; again, with the primary's, when the replica fails
    or does not know what was asked for.
    """
    if not replica_is_set() or not _will_do(request):
        return read(PRIMARY)
    try:
        return read(REPLICA)
    except UnknownChoice:
        return read(PRIMARY)  # Perhaps it is new.
    except Error as error:
        log.warning("the replica fails, the primary answers", error=type(error).__name__)
        gauge.lost()
        return read(PRIMARY)


def replica_state() -> State:
    """How the replica is now."""
    return gauge.look(tolerated=settings.DATABASE_REPLICA_LAG, at_once=True).state


def _will_do(request: HttpRequest) -> bool:
    found = gauge.look(tolerated=settings.DATABASE_REPLICA_LAG)
    return found.state is State.OK and last_change(request) <= found.replayed
