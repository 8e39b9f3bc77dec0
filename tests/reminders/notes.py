"""A kind of message of its own for these tests: `reminders` must not need to know appointments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from reminders import registry
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording

NOW = datetime(2027, 5, 3, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

_number = count(1)


@dataclass
class Note:
    to: str = "alice@example.test"
    text: str = "A note."
    lapsed: str = ""
    broken: bool = False


notes: dict[str, Note] = {}


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, Note]:
    return {each.pk: notes[each.subject] for each in messages if each.subject in notes}


def still_holds(_message: OutgoingMessage, note: Note, _now: datetime) -> str:
    return note.lapsed


def render(message: OutgoingMessage, note: Note, _now: datetime, _wording: Wording) -> Content:
    if note.broken:
        raise KeyError(note.text)
    if message.channel == Channel.SMS:
        return SmsContent(to=note.to, text=note.text)
    return EmailContent(to=note.to, subject="A note", text=note.text, html=f"<p>{note.text}</p>")


registry.register("note", fetch=fetch, still_holds=still_holds, render=render)


def make_message(note: Note | None = None, **fields: Any) -> OutgoingMessage:
    """A message about a note of its own, due now, of use for a day."""
    subject = f"note:{next(_number)}"
    notes[subject] = note or Note()
    due_at = fields.get("due_at", NOW)
    defaults = {
        "subject": subject,
        "version": 0,
        "kind": "note",
        "channel": Channel.EMAIL,
        "due_at": due_at,
        "next_try_at": due_at,
        "not_after": NOW + timedelta(days=1),
    }
    return OutgoingMessage.objects.create(**{**defaults, **fields})


class Clock:
    """Stands still until a test moves it on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by
