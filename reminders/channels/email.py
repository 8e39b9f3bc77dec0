"""E-mail over the mailer that Django's settings configure, one connection for a batch."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage as MimeMessage
from email.policy import Policy
from email.policy import default as default_policy
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend

from reminders.channels import Content, EmailContent, NotSent, Unreachable

# "Service not available, closing channel" (RFC 5321, 4.2.3): not about this message.
CLOSING = 421
CALENDAR_FILE = "appointment.ics"


class Letter(EmailMultiAlternatives):
    """An e-mail that may carry an invitation.

    Calendar programs look in two places: Gmail and Outlook act on a `text/calendar` alternative
    whose type names the method, Apple Mail and the rest offer the attached file.
    """

    def __init__(self, content: EmailContent, *, message_id: str) -> None:
        super().__init__(
            subject=content.subject,
            body=content.text,
            from_email=sender_address(),
            to=[content.to],
            reply_to=[content.reply_to] if content.reply_to else None,
            # Auto-Submitted keeps holiday replies away (RFC 3834).
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        )
        self.calendar = content.calendar.decode()
        self.calendar_method = content.calendar_method
        self.attach_alternative(content.html, "text/html")
        if content.calendar:
            self.attach(CALENDAR_FILE, content.calendar, "application/ics")

    def message(self, *, policy: "Policy[Any] | None" = default_policy) -> MimeMessage:
        letter: MimeMessage = super().message(policy=policy)
        if self.calendar:
            self._add_invitation(letter)
        return letter

    def _add_invitation(self, letter: MimeMessage) -> None:
        bodies = next(
            part for part in letter.walk() if part.get_content_type() == "multipart/alternative"
        )
        # Base64, so that no relay rewrites the line ends and folds that iCalendar prescribes.
        bodies.add_alternative(
            self.calendar,
            subtype="calendar",
            charset="utf-8",
            cte="base64",
            params={"method": self.calendar_method},
        )


class Mailer:
    """The provider: whatever MAILERS["default"] names."""

    @contextmanager
    def open(self) -> Iterator["Conversation"]:
        conversation = Conversation(mailers["default"])
        try:
            yield conversation
        finally:
            conversation.hang_up()


class Conversation:
    """One connection to the mail server, opened again after it broke."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend

    def send(self, content: Content, *, message_id: str) -> str:
        """Hands one e-mail over; a mail server has no name for it that it would tell us."""
        if not isinstance(content, EmailContent):
            raise NotSent("This message was not written as an e-mail.")
        try:
            self.backend.open()
            self.backend.send_messages([Letter(content, message_id=message_id)])
        except smtplib.SMTPException as refusal:
            raise self._explain(refusal) from refusal
        except OSError as failure:
            name = type(failure).__name__
            raise Unreachable(f"The mail server could not be reached ({name}).") from failure
        except (ValueError, MessageError) as error:
            name = type(error).__name__
            raise NotSent(f"The e-mail could not be built ({name}); check the address.") from error
        return ""

    def hang_up(self) -> None:
        """Closes the connection, whatever state it is in."""
        with suppress(OSError):
            self.backend.close()

    def _explain(self, refusal: smtplib.SMTPException) -> NotSent:
        code, reply = reply_of(refusal)
        about_this_message = (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPDataError,
        )
        if isinstance(refusal, about_this_message) and code != CLOSING:
            return NotSent(f"The mail server refused the message: {code} {reply}")
        self.hang_up()
        said = f": {code} {reply}" if code else f" ({type(refusal).__name__})."
        return Unreachable(f"The mail server ended the conversation{said}")


def reply_of(refusal: smtplib.SMTPException) -> tuple[int, str]:
    """What the server answered: its code and text, or (0, "") when it said nothing."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        answers = list(refusal.recipients.values())
        return (answers[0][0], _text(answers[0][1])) if answers else (0, "")
    if isinstance(refusal, smtplib.SMTPResponseException):
        return refusal.smtp_code, _text(refusal.smtp_error)
    return 0, ""


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply


def sender_address() -> str:
    """The clinic's address with its name, unless FROM_EMAIL brings a name of its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return str(Address(display_name=name or settings.CLINIC_NAME, addr_spec=address))
