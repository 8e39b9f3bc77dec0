"""`/healthz` and `/readyz`: is the process alive, and can it do its work."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis import Redis
from redis.exceptions import RedisError

from booking.replica.reading import replica_state
from booking.replica.servers import replica_is_set
from reminders import signs
from reminders.lateness import Lateness, lateness


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process lives; touches nothing else."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, else 503; no secrets, no error texts.

    It also says whether messages go. That is no reason to take web processes away: people can
    book, and so it is 200 all the same; neither is a replica that does not answer, or too late,
    because then the primary answers.
    """
    report, _ = _report()
    is_ready = report["database"] == report["broker"] == "ok"
    return JsonResponse(report, status=200 if is_ready else 503)


@never_cache
def messages(_request: HttpRequest) -> JsonResponse:
    """The same report for an alarm that sees only the status: 503 also when messages do not go."""
    report, found = _report()
    is_well = report["database"] == report["broker"] == "ok" and found and not found.troubles
    return JsonResponse(report, status=200 if is_well else 503)


def _report() -> tuple[dict[str, Any], Lateness | None]:
    found = _lateness()
    report = {
        "database": "ok" if found else "unreachable",
        "broker": _broker(),
        "oldest_overdue_message_seconds": found and found.overdue_seconds,
        "beat": found and _heard(found, signs.BEAT),
        "worker": found and _heard(found, signs.WORKER),
    }
    if replica_is_set():
        report["replica"] = replica_state()
    return report, found


def _lateness() -> Lateness | None:
    """How messages go; None without a database."""
    try:
        return lateness(now=timezone.now())
    except DatabaseError:
        return None


def _heard(found: Lateness, name: str) -> str:
    return "late" if found.is_silent(name) else "ok"


def _broker() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            broker.ping()
    except (RedisError, OSError):
        return "unreachable"
    return "ok"
