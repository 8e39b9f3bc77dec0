"""`/healthz` and `/readyz`: is the process alive, and can it do its work."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis import Redis
from redis.exceptions import RedisError

from reminders.models import OutgoingMessage


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process lives; touches nothing else."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, else 503; no secrets, no error texts."""
    database, overdue = _database()
    broker = _broker()
    report = {"database": database, "broker": broker, "oldest_overdue_message_seconds": overdue}
    return JsonResponse(report, status=200 if database == broker == "ok" else 503)


def _database() -> tuple[str, int | None]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok", OutgoingMessage.objects.oldest_overdue_seconds(now=timezone.now())
    except DatabaseError:
        return "unreachable", None


def _broker() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            broker.ping()
    except (RedisError, OSError):
        return "unreachable"
    return "ok"
