"""The demo's mailbox and telephone: what the sinks kept in DEV_INBOX, made readable."""

import email.policy
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from django.conf import settings

EMAIL_SUFFIX, SMS_SUFFIX = ".eml", ".sms.json"
NAME = re.compile(r"\w[\w.+-]*\.(eml|sms\.json)", re.ASCII)
LINK = re.compile(r"https?://[^\s<>\"']+")
# A sign-in code stands alone on its line.
CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Attachment:
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Received:
    """One message as it arrived, whichever way."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_sms(self) -> bool:
        return self.name.endswith(SMS_SUFFIX)

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @property
    def recipient(self) -> str:
        return str(self._sms["to"] if self.is_sms else self._email["To"])

    @property
    def sender(self) -> str:
        return str(self._sms["from"] if self.is_sms else self._email["From"])

    @property
    def subject(self) -> str:
        return "Text message" if self.is_sms else str(self._email["Subject"])

    @property
    def text(self) -> str:
        return str(self._sms["body"]) if self.is_sms else self._body("plain")

    @property
    def html(self) -> str:
        return "" if self.is_sms else self._body("html")

    @property
    def links(self) -> list[str]:
        """Every address in the text, once; those of this site first."""
        found = dict.fromkeys(link.rstrip(".,)") for link in LINK.findall(self.text))
        return sorted(found, key=lambda link: not link.startswith(settings.SITE_URL))

    @property
    def code(self) -> str:
        found = CODE.search(self.text)
        return found[1] if found else ""

    @property
    def attachments(self) -> list[Attachment]:
        if self.is_sms:
            return []
        return [
            Attachment(
                filename=part.get_filename() or f"part-{number}",
                content_type=part.get_content_type(),
                content=bytes(part.get_payload(decode=True) or b""),
            )
            for number, part in enumerate(self._email.iter_attachments())
        ]

    @cached_property
    def _email(self) -> EmailMessage:
        return message_from_bytes(self.path.read_bytes(), policy=email.policy.default)

    @cached_property
    def _sms(self) -> dict[str, str]:
        return dict(json.loads(self.path.read_bytes()))

    def _body(self, subtype: str) -> str:
        part = self._email.get_body(preferencelist=(subtype,))
        return str(part.get_content()) if part else ""


def newest_first(folder: Path) -> Iterable[Received]:
    """What arrived, newest first: the sinks' file names begin with the time of arrival."""
    names = (path for path in folder.glob("*") if NAME.fullmatch(path.name))
    return [Received(path) for path in sorted(names, key=lambda path: path.name, reverse=True)]


def find(folder: Path, name: str) -> Received | None:
    """The message of that file name; nothing outside the folder can be named."""
    path = folder / name
    return Received(path) if NAME.fullmatch(name) and path.is_file() else None
