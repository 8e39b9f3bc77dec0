"""The clinic's name, as it stands on every page and in every message.

Each process keeps it for half a minute, so that no page and no message asks for it by itself. Where
it was changed it is new at once, in other processes within that time.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, transaction

from locations.models import Clinic

KEPT_SECONDS = 30


@dataclass(frozen=True)
class _Kept:
    name: str
    until: float


_kept = _Kept("", 0)


def clinic_name() -> str:
    """What the clinic is called; CLINIC_NAME of the settings until somebody has named it."""
    return _kept.name if time.monotonic() < _kept.until else _read()


def stored_name() -> str:
    """The name that somebody has given it, or an empty string."""
    return Clinic.objects.values_list("name", flat=True).first() or ""


def rename(name: str) -> None:
    """Calls the clinic so from now on."""
    with transaction.atomic():
        if not Clinic.objects.update(name=name):
            Clinic.objects.create(name=name)
        # Whoever asks before it is committed is told the old name.
        transaction.on_commit(forget)
    forget()


def keep(name: str) -> None:
    """Says it for the next half minute without asking."""
    global _kept
    _kept = _Kept(name, time.monotonic() + KEPT_SECONDS)


def forget() -> None:
    """Asks again the next time."""
    global _kept
    _kept = _Kept(_kept.name, 0)


def _read() -> str:
    try:
        name = stored_name() or settings.CLINIC_NAME
    except Error:
        # The page that says so still has a name on it; the next one asks again.
        return _kept.name or settings.CLINIC_NAME
    keep(name)
    return name
