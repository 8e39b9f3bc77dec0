"""What must not reach production, one sentence each.

`manage.py check` shows these, and the web process, the worker and beat refuse to start over them.
"""

import sys
import zoneinfo
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.http.request import validate_host

SHORTEST_SECRET = 50
FEWEST_DIFFERENT = 8


def refuse_unsafe_settings() -> None:
    """Ends the process with a sentence for each unsafe setting; returns when there is none."""
    sentences = [error.msg for error in (*pinned_zone_rules(), *production_settings())]
    if sentences:
        sys.exit("Refusing to start.\n" + "\n".join(f"- {sentence}" for sentence in sentences))


@register()
def pinned_zone_rules(**_arguments: Any) -> list[CheckMessage]:
    """Every process must know the zone rules of the pinned tzdata package and no others."""
    if not zoneinfo.TZPATH:
        return []
    folders = ", ".join(zoneinfo.TZPATH)
    sentence = f"Zone rules must come from the tzdata package, not {folders}."
    return [Error(sentence, id="clinic.E001")]


@register(Tags.security)
def production_settings(**_arguments: Any) -> list[CheckMessage]:
    """With DEBUG on nothing is refused: those defaults are for one's own machine."""
    if settings.DEBUG:
        return []
    return [*_secrets(), *_addresses(), *_left_from_development(), *_replica()]


@register(Tags.security, deploy=True)
def proxy_is_known(**_arguments: Any) -> list[CheckMessage]:
    if settings.TRUSTED_PROXY_COUNT or not settings.HTTPS:
        return []
    return [
        checks.Warning(
            "TRUSTED_PROXY_COUNT is 0: behind a proxy that ends TLS, every page redirects to "
            "itself and all visitors share one rate limit.",
            id="clinic.W001",
        )
    ]


def _secrets() -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_SECRET or _dull(key) or key.startswith("insecure"):
        yield Error(
            f"SECRET_KEY must be at least {SHORTEST_SECRET} random characters.", id="clinic.E002"
        )
    if any(_dull(key) for key in settings.FIELD_ENCRYPTION_KEYS.values()):
        yield Error(
            "FIELD_ENCRYPTION_KEYS holds a key that is not random, like the one for development.",
            id="clinic.E003",
        )


def _addresses() -> Iterator[CheckMessage]:
    if not settings.HTTPS:
        yield Error("SITE_URL must begin with https:// when DEBUG is off.", id="clinic.E004")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS must name the hosts, not *.", id="clinic.E005")
    elif not validate_host(urlsplit(settings.SITE_URL).hostname or "", settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS must contain the host of SITE_URL.", id="clinic.E006")


def _left_from_development() -> Iterator[CheckMessage]:
    if not settings.RATE_LIMITS:
        yield Error("RATE_LIMITS may be off only when DEBUG is on.", id="clinic.E007")
    if settings.DEV_INBOX:
        yield Error(
            "DEV_INBOX shows every message to everybody: it may be set only when DEBUG is on.",
            id="clinic.E008",
        )


def _replica() -> Iterator[CheckMessage]:
    known = settings.DATABASES
    if "replica" in known and _where(known["replica"]) == _where(known["default"]):
        yield Error(
            "DATABASE_REPLICA_URL must name another server than DATABASE_URL.", id="clinic.E009"
        )


def _where(database: dict[str, Any]) -> tuple[str, str]:
    return database["HOST"], database["PORT"] or "5432"


def _dull(secret: str | bytes) -> bool:
    return len(set(secret)) < FEWEST_DIFFERENT
