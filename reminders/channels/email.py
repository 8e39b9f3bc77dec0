"""E-mail over the mailer that Django's settings configure, one connection for a batch.

Django opens the connection (TLS, sign-in); what is handed over are finished bytes.
"""

import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from reminders.channels import (
    Content,
    EmailContent,
    Letter,
    NoSuchAddress,
    NotSent,
    Parcel,
    Unreachable,
)
from reminders.channels.mime import compose, mailbox
from reminders.channels.refusals import refuses_the_address

# "Service not available, closing channel" (RFC 5321, 4.2.3): not about this message.
CLOSING = 421
# All answers for one letter together may take so many times as long as a single one: a server that
# is slow with each must not keep a letter for longer than its lease (`delivery.LONGEST_TRY`).
LONGEST_TRY = 2.5


class Refused(smtplib.SMTPResponseException):
    """The server does not take this letter."""


class RecipientRefused(Refused):
    """It does not take letters to this address."""


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
        if not isinstance(backend, EmailBackend):
            raise TypeError("Letters go over SMTP: MAILERS must name Django's SMTP backend.")
        self.backend = backend

    def pack(self, content: Content, *, message_id: str, now: datetime) -> Parcel:
        """The finished letter, from the clinic."""
        if not isinstance(content, EmailContent):
            raise NotSent("This message was not written as an e-mail.")
        try:
            return compose(content, sender=clinic(), message_id=message_id, now=now)
        except ValueError as error:
            name = type(error).__name__
            raise NotSent(f"The e-mail could not be built ({name}); check the address.") from error

    def send(self, parcel: Parcel, *, meanwhile: Callable[[], None]) -> str:
        """Hands one letter over; a mail server has no name for it that it would tell us."""
        assert isinstance(parcel, Letter)
        begun = time.monotonic()
        try:
            hand_over(self._connection(), parcel, meanwhile, begun)
        except smtplib.SMTPException as refusal:
            raise self._explain(refusal) from refusal
        except OSError as failure:
            self.hang_up()
            name = type(failure).__name__
            raise Unreachable(f"The mail server could not be reached ({name}).") from failure
        return ""

    def _connection(self) -> smtplib.SMTP:
        self.backend.open()
        # A mailer that fails silently would leave none.
        assert self.backend.connection is not None
        return self.backend.connection

    def hang_up(self) -> None:
        """Closes the connection, whatever state it is in."""
        with suppress(OSError):
            self.backend.close()

    def _explain(self, refusal: smtplib.SMTPException) -> NotSent:
        code, reply = reply_of(refusal)
        if isinstance(refusal, Refused) and code != CLOSING:
            self._begin_anew()
            reason = f"The mail server refused the message: {code} {reply}"
            is_final = isinstance(refusal, RecipientRefused) and refuses_the_address(code, reply)
            return NoSuchAddress(reason) if is_final else NotSent(reason)
        self.hang_up()
        said = f": {code} {reply}" if code else f" ({type(refusal).__name__})."
        return Unreachable(f"The mail server ended the conversation{said}")

    def _begin_anew(self) -> None:
        """The server forgets the refused letter; one that hangs up instead is called again."""
        try:
            self._connection().rset()
        except smtplib.SMTPServerDisconnected:
            self.hang_up()


def hand_over(
    smtp: smtplib.SMTP, letter: Letter, meanwhile: Callable[[], None], begun: float
) -> None:
    """One letter, as `SMTP.sendmail` does it, but `meanwhile` runs while the server takes it in.

    Raises an error of `smtplib`, or TimeoutError when all of it takes too long since `begun`.
    """
    _hurry(smtp, begun)
    smtp.ehlo_or_helo_if_needed()
    _announce(smtp, letter, begun)
    # A line that is a full stop would end the letter (RFC 5321, 4.5.2).
    smtp.send(letter.source.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    meanwhile()
    _hurry(smtp, begun)
    code, reply = smtp.getreply()
    if code != 250:
        raise Refused(code, reply)


def _hurry(smtp: smtplib.SMTP, begun: float) -> None:
    """The next answer may take as long as any, but only what is left of the time for all."""
    left = begun + LONGEST_TRY * smtp.timeout - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if smtp.sock:
        smtp.sock.settimeout(min(left, smtp.timeout))


def _announce(smtp: smtplib.SMTP, letter: Letter, begun: float) -> None:
    """From whom and to whom; where the server allows it (RFC 2920), in one go."""
    size = f" SIZE={len(letter.source)}" if smtp.has_extn("size") else ""
    commands = {
        f"MAIL FROM:<{letter.sender}>{size}": (250,),
        f"RCPT TO:<{letter.to}>": (250, 251),
        "DATA": (354,),
    }
    at_once = smtp.has_extn("pipelining")
    if at_once:
        smtp.send("\r\n".join((*commands, "")))
    refusal, code = None, 0
    for command, welcome in commands.items():
        _hurry(smtp, begun)
        code, reply = smtp.getreply() if at_once else smtp.docmd(command)
        if code not in welcome:
            about = RecipientRefused if command.startswith("RCPT") else Refused
            refusal = refusal or about(code, reply)
            if not at_once:
                break
    if refusal:
        if code == 354:
            smtp.docmd(".")  # it waits for a letter to nobody
        raise refusal


def reply_of(refusal: smtplib.SMTPException) -> tuple[int, str]:
    """What the server answered: its code and text, or (0, "") when it said nothing."""
    if not isinstance(refusal, smtplib.SMTPResponseException):
        return 0, ""
    said = refusal.smtp_error
    return refusal.smtp_code, said.decode(errors="replace") if isinstance(said, bytes) else said


def clinic() -> tuple[str, str]:
    """The clinic's name and address, unless FROM_EMAIL brings a name of its own."""
    name, address = _parsed(settings.DEFAULT_FROM_EMAIL)
    return name or settings.CLINIC_NAME, address


@lru_cache(maxsize=8)
def _parsed(sender: str) -> tuple[str, str]:
    return parseaddr(sender)


def sender_address() -> str:
    """As one header writes it."""
    return mailbox(*clinic())
