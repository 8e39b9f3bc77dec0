"""Which texts there are: a kind of message, a channel, a language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from reminders.models import Channel, MessageText, spoken
from reminders.words import FIELDS, Words, editable, ours

# An SMS is one text.
OF_AN_SMS = ("opening",)


@dataclass(frozen=True)
class Text:
    """One text by what it is for, with what the clinic has stored of it, if anything."""

    kind: str
    channel: Channel
    language: str
    stored: MessageText | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that this text has, in their order."""
        return OF_AN_SMS if self.is_sms else FIELDS

    @property
    def is_sms(self) -> bool:
        return self.channel is Channel.SMS

    @property
    def ours(self) -> Words:
        """What applies where the clinic has written nothing."""
        return ours(self.kind, self.channel, self.language)

    @property
    def own(self) -> dict[str, str]:
        """What the clinic has stored, by field; empty where ours applies."""
        return {name: getattr(self.stored, name, "") for name in self.names}

    @property
    def is_own(self) -> bool:
        return any(self.own.values())

    @property
    def edition(self) -> str:
        """Differs whenever somebody has saved it; empty: nobody ever has."""
        return self.stored.changed_at.isoformat() if self.stored else ""

    @property
    def keys(self) -> tuple[str, str, str]:
        """As they stand in its address."""
        return self.kind, self.channel.value, self.language

    @property
    def spoken_kind(self) -> str:
        return spoken(self.kind)

    @property
    def spoken_language(self) -> str:
        return dict(settings.LANGUAGES)[self.language]

    def __str__(self) -> str:
        return f"{self.spoken_kind}, {self.channel.label}, {self.spoken_language}"


def find(kind: str, channel: str, language: str) -> Text | None:
    """The text with these keys; None when there is none to be edited."""
    if (kind, channel) not in editable() or language not in dict(settings.LANGUAGES):
        return None
    stored = MessageText.objects.filter(kind=kind, channel=channel, language=language)
    return Text(kind, Channel(channel), language, stored.first())


def by_kind() -> Iterator[tuple[str, list[Text | None]]]:
    """Each kind with its texts, one place for each of `columns`; one query for all."""
    stored = {(row.kind, row.channel, row.language): row for row in MessageText.objects.all()}
    may = set(editable())
    for kind in dict.fromkeys(kind for kind, _ in editable()):
        yield (
            spoken(kind),
            [
                Text(kind, channel, language, stored.get((kind, channel, language)))
                if (kind, channel) in may
                else None
                for channel, language in columns()
            ],
        )


def columns() -> list[tuple[Channel, str]]:
    return [(channel, language) for channel in Channel for language, _ in settings.LANGUAGES]
