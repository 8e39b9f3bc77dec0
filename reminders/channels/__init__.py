"""Ways out of the house. A channel opens once for a batch and sends finished messages.

What a message says is a value; which provider carries it, and how, stays in the channel.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class EmailContent:
    """A finished e-mail. `calendar` is an iCalendar object that answers to `calendar_method`."""

    to: str
    subject: str
    text: str
    html: str
    calendar: bytes = b""
    calendar_method: str = ""
    reply_to: str = ""


@dataclass(frozen=True)
class SmsContent:
    """A finished text message; `to` in international form (+1604…)."""

    to: str
    text: str


Content = EmailContent | SmsContent


@dataclass(frozen=True)
class Letter:
    """An e-mail as it goes over the wire: the addresses of its envelope, and its bytes."""

    sender: str
    to: str
    source: bytes


Parcel = Letter | SmsContent


class NotSent(Exception):
    """This message did not go; the text says why, in a sentence for the desk."""


class NoSuchAddress(NotSent):
    """Nothing will ever arrive at this address: the desk should ask for another."""


class Unreachable(NotSent):
    """It did not go because the provider takes nothing at all just now."""


class InDoubt(Unreachable):
    """The provider had the whole message and fell silent: it may have gone."""


@dataclass(frozen=True)
class Leave:
    """What a sender asks before a message goes: `is_ours` once, `in_time` at the last moment."""

    is_ours: Callable[[], bool]
    in_time: Callable[[], bool]


class Sender(Protocol):
    def pack(self, content: Content, *, message_id: str, now: datetime) -> Parcel:
        """Makes ready what is to be handed over; raises NotSent when that cannot be done.

        `message_id` is the same on every try.
        """

    def send(self, parcel: Parcel, *, leave: Leave, meanwhile: Callable[[], None]) -> str | None:
        """Hands one message over, if it has `leave` to go; raises NotSent.

        May call `meanwhile`, once, while the provider thinks about its answer. Answers what the
        provider calls the message, where it does, otherwise ""; None: it was not to go.
        """


class Provider(Protocol):
    def open(self) -> AbstractContextManager[Sender]:
        """One conversation for a batch; connects when the first message goes."""
