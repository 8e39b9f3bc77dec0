"""How a message would look with somebody made up. Nothing of real patients is read for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from locations.letterhead import clinic_name
from reminders import registry
from reminders.channels import Content, EmailContent
from reminders.models import MessageText, OutgoingMessage
from reminders.segments import Segments, segments
from reminders.texts.catalogue import Text
from reminders.words import Wording

GLANCE = re.compile(r'<div class="glance">(.*?)</div>', re.DOTALL)
# Mail programs choose by the reader's own setting; here both are shown whatever the setting is.
SCHEME = re.compile(r"\(\s*prefers-color-scheme:\s*dark\s*\)")
FOLLOWS = re.compile(r"(color-schemes?:\s*)light dark")
META = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=")light dark(")')
# As much as a telephone shows of a message that has just come.
SHOWN_OF_TEXT = 110


@dataclass(frozen=True)
class Preview:
    """The finished message, and what a lock screen would show of it."""

    content: Content

    @property
    def sender(self) -> str:
        return clinic_name()

    @property
    def subject(self) -> str:
        return self.content.subject if isinstance(self.content, EmailContent) else ""

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def glance(self) -> str:
        """The first words, as lock screens and lists of messages show them."""
        found = GLANCE.search(self._html)
        return _shortened(unescape(found[1]) if found else self.text)

    @property
    def light(self) -> str:
        return _in_scheme(self._html, "light")

    @property
    def dark(self) -> str:
        return _in_scheme(self._html, "dark")

    @property
    def segments(self) -> Segments:
        return segments(self.text)

    @property
    def _html(self) -> str:
        return self.content.html if isinstance(self.content, EmailContent) else ""


def preview(
    text: Text, draft: Mapping[str, str], *, now: datetime, for_child: bool = False
) -> Preview:
    """The message as it would go with the clinic's words of `draft`, none of them stored."""
    kind = registry.find(text.kind)
    if kind is None or kind.sample is None:
        raise LookupError("This kind of message has nothing to be shown with.")
    message = OutgoingMessage(
        pk=0,
        subject="preview:0",
        version=0,
        kind=text.kind,
        channel=text.channel,
        due_at=now,
        not_after=now,
    )
    reader = registry.Reader(text.language, is_parent=for_child)
    cause = kind.sample(message, reader, now)
    return Preview(kind.render(message, cause, now, _wording(text, draft)))


def _wording(text: Text, draft: Mapping[str, str]) -> Wording:
    kind, channel, language = text.keys
    row = MessageText(kind=kind, channel=channel, language=language, **draft)
    return Wording.made_of([row])


def _in_scheme(html: str, scheme: str) -> str:
    media = "all" if scheme == "dark" else "not all"
    forced = FOLLOWS.sub(rf"\g<1>{scheme}", META.sub(rf"\g<1>{scheme}\g<2>", html))
    return re.sub(rf"@media\s*{SCHEME.pattern}", f"@media {media}", forced)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN_OF_TEXT else f"{words[:SHOWN_OF_TEXT].rstrip()}…"
