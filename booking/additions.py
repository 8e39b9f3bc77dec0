"""What rooms below this one put on the patients' pages and into their messages.

Booking knows neither these rooms nor what they ask; each registers itself at start-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from booking.models import Appointment


def _always(_appointment: Appointment) -> bool:
    return True


@dataclass(frozen=True)
class BeforeVisit:
    """Something a patient does before a visit, offered in the confirmation and on the page.

    `path` is where, `is_done` reads at most one row; messages give the link without asking, unless
    `in_messages` is False: what is not asked before every visit is offered on the page alone, when
    `is_offered`.
    """

    label: str
    path: Callable[[Appointment], str]
    is_done: Callable[[Appointment], bool]
    is_offered: Callable[[Appointment], bool] = _always
    in_messages: bool = True


@dataclass(frozen=True)
class Section:
    """A part of the page of one's appointments: a template and what it shows."""

    template: str
    context: dict[str, Any]


_before: list[BeforeVisit] = []
_sections: list[Callable[[HttpRequest, datetime], Section | None]] = []


def register_before_visit(step: BeforeVisit) -> None:
    """Offers `step` for every appointment that is still to come."""
    _before.append(step)


def register_section(make: Callable[[HttpRequest, datetime], Section | None]) -> None:
    """Adds what `make` answers for who is signed in to the list of appointments; None: nothing."""
    _sections.append(make)


def before_visit() -> list[BeforeVisit]:
    """What to do before a visit, in the order of registration."""
    return list(_before)


def sections(request: HttpRequest, *, now: datetime) -> list[Section]:
    """What other rooms show the account that asks, beside its appointments."""
    return [section for make in _sections if (section := make(request, now)) is not None]
