"""What we answer a text message with, in the language of who sent it.

`reminders` knows no appointments: the room that does registers how to confirm them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from locations.letterhead import clinic_name
from patients.models import Patient


@dataclass(frozen=True)
class Desk:
    """What a room does for those who answer; each is called within the answer's transaction.

    `confirm` says that these patients will come, and what to answer. `texts_again` is told whose
    messages may be written anew. `phone` is the number to call, or empty.
    """

    confirm: Callable[[Sequence[Patient], datetime], str]
    texts_again: Callable[[Sequence[Patient], datetime], None]
    phone: Callable[[Sequence[Patient], datetime], str]


_desks: list[Desk] = []


def register(desk: Desk) -> None:
    """Makes a room the one that confirms; raises ValueError when there is one already."""
    if _desks:
        raise ValueError("Some room confirms appointments already.")
    _desks.append(desk)


def desk() -> Desk:
    """The room that knows the appointments."""
    return _desks[0]


def stopped(phone: str) -> str:
    words = _(
        "{clinic}: no more text messages to you. Your appointments stand: to cancel one, "
        "call {phone}. Reply START to get texts again."
    )
    return words.format(clinic=clinic_name(), phone=phone or settings.SITE_URL)


def started() -> str:
    words = _("{clinic}: you get text messages again. Reply STOP to end them.")
    return words.format(clinic=clinic_name())


def not_chosen(phone: str) -> str:
    words = _("{clinic}: you had not chosen text messages. To get them, call {phone}.")
    return words.format(clinic=clinic_name(), phone=phone or settings.SITE_URL)


def helped(phone: str) -> str:
    words = _(
        "{clinic}, {phone}. Reply C to confirm your appointment, STOP for no more text messages."
    )
    return words.format(clinic=clinic_name(), phone=phone or settings.SITE_URL)


def unread(phone: str) -> str:
    words = _("{clinic}: nobody reads this number. Please call {phone}.")
    return words.format(clinic=clinic_name(), phone=phone or settings.SITE_URL)
