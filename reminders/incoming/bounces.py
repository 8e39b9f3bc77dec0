"""E-mails that came back: delivery status notifications (RFC 3464), read one at a time.

A notification can be forged by anybody who knows our address. So it is believed only about a
message of ours, named by the Message-ID that nobody but its recipient has seen, and it marks
nothing but the address to which that message went.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from patients import trouble
from reminders.channels.refusals import is_about_the_address
from reminders.models import Channel, OutgoingMessage
from reminders.preparing import message_id

OURS = re.compile(r"<message-(\d{1,18})-(\d{1,20})@[^<>\s]{1,255}>", re.ASCII)
# Servers return the whole message, or its headers.
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


@dataclass(frozen=True)
class Bounce:
    """What a notification says: which message never arrives, and the status code why."""

    message_id: str
    status: str


def read(notification: bytes) -> Bounce | None:
    """What it says; None: it is no notification of a failure for good, or of no message of ours."""
    report = message_from_bytes(notification)
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    named = _returned_message_id(report)
    statuses = [_status(fields) for fields in _recipients(report)]
    final = next((status for status in statuses if is_about_the_address(status)), "")
    return Bounce(named, final) if named and final else None


def record_bounce(notification: bytes, *, now: datetime) -> bool:
    """Marks the address to which the message went that came back; False: nothing was learned."""
    bounce = read(notification)
    message = _message_of(bounce) if bounce else None
    if bounce is None or message is None:
        return False
    reason = f"The e-mail came back: the mail server there does not take it ({bounce.status})."
    untold = OutgoingMessage.objects.filter(pk=message.pk, error="")
    if untold.update(error=reason):
        trouble.mark(message.recipient, reason=reason, now=now)
        return True
    return False


def _message_of(bounce: Bounce) -> OutgoingMessage | None:
    """The message it names, if the whole name is right."""
    found = OURS.fullmatch(bounce.message_id)
    rows = OutgoingMessage.objects.filter(channel=Channel.EMAIL, sent_at__isnull=False)
    message = rows.exclude(recipient="").filter(pk=int(found[1])).first() if found else None
    if message is None or message_id(message) != bounce.message_id:
        return None
    return None if _can_be_guessed(message) else message


def _can_be_guessed(message: OutgoingMessage) -> bool:
    """Whether it says to have been written on a full second, as what tells staff of an hour does.

    Such a name proves nothing. Of all others it is true of one in a million.
    """
    return message.created_at.microsecond == 0


def _recipients(report: Message) -> Iterator[Message]:
    """The groups of fields about one recipient each; the first group is about the message."""
    for part in report.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            groups = part.get_payload()
            yield from [one for one in groups if isinstance(one, Message)][1:]


def _status(fields: Message) -> str:
    """The status code of a failure, without its comment; "" of what was late or was relayed."""
    if str(fields.get("Action", "")).strip().lower() != "failed":
        return ""
    return str(fields.get("Status", "")).partition("(")[0].strip()


def _returned_message_id(report: Message) -> str:
    """The Message-ID of what came back."""
    for part in report.walk():
        if part.get_content_type() not in RETURNED:
            continue
        payload = part.get_payload()
        returned = payload[0] if isinstance(payload, list) and payload else None
        if returned is None:
            returned = message_from_bytes(bytes(part.get_payload(decode=True) or b""))
        if isinstance(returned, Message) and (name := str(returned.get("Message-ID", "")).strip()):
            return name
    return ""
