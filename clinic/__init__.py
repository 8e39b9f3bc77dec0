"""The project package: settings, URLs, Celery, checks, embedded services. No business rules."""

import zoneinfo

# `zoneinfo` prefers the operating system's zone files, which may be years older than the pinned
# `tzdata` package. Governments change the rules; every process must know the same ones.
zoneinfo.reset_tzpath(to=())

from clinic.celery import app as celery_app  # noqa: E402  (the zone rules come first)

__all__ = ["celery_app"]
