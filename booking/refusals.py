"""Why a booking was refused. `str()` of each is a sentence for the person who asked.

In the language that is active when it is read.
"""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from booking.plan import Plan


class Refused(Exception):
    """The request was understood and could not be granted; nothing has changed."""

    sentence: str | Promise = _("This cannot be done.")

    def __init__(self, sentence: str | Promise = "") -> None:
        super().__init__(sentence or self.sentence)


class SlotTaken(Refused):
    """The start is gone, or was never offered.

    `anybody` is the plan for all therapists, where it was read anyway.
    """

    anybody: "Plan | None" = None
    sentence = _("This time is no longer free. Nothing has been booked.")


class NotBookable(Refused):
    """The request makes no sense: off the grid, outside what the clinic ever offers."""

    sentence = _("This time cannot be booked.")


class TooManyHolds(Refused):
    """The visitor, or everybody behind the same network address, holds too many starts."""

    sentence = _("You are already holding as many times as we can keep for you.")


class HoldExpired(Refused):
    sentence = _("The time was held for you, and the hold has run out.")


class TakenBack(HoldExpired):
    """The hold lives, and the clinic's plans have changed: nobody could give the session."""

    sentence = _("The clinic had to take this time back. Nothing has been booked.")


class PatientBusy(Refused):
    sentence = _("This patient has another appointment at that time.")


class TooLate(Refused):
    """The cut-off has passed, or an override lacks its reason."""

    sentence = _("It is too late to do this online. Please phone the clinic.")


class StateChanged(Refused):
    """Somebody else changed the appointment meanwhile."""

    sentence = _("This appointment has changed meanwhile. Please look at it again.")


class CannotBeKept(StateChanged):
    """The clinic's plans have changed, and somebody has yet to decide what becomes of it."""

    sentence = _("This appointment cannot take place as agreed. It needs another time.")


class UnknownChoice(Refused):
    """A parameter names nothing that can be booked; `field` says which, the text says why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class NobodyToTell(Refused):
    """There is neither an e-mail address nor a telephone number for text messages."""

    sentence = _("We have no address to write to. Please phone this patient.")


class SessionRefused(Refused):
    """One of several sessions could not be had, so none was taken or changed.

    `position` says which, counted from 0 in the order asked for; `refusal` says why.
    """

    def __init__(self, position: int, refusal: Refused) -> None:
        super().__init__(str(refusal))
        self.position = position
        self.refusal = refusal
