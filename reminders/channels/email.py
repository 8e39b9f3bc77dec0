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

from locations.letterhead import clinic_name
from reminders.channels import (
    Content,
    EmailContent,
    InDoubt,
    Leave,
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


class Unheard(Exception):
    """It has the whole letter, and did not say whether it took it."""


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

    def send(self, parcel: Parcel, *, leave: Leave, meanwhile: Callable[[], None]) -> str | None:
        """Hands one letter over; a mail server has no name for it that it would tell us."""
        assert isinstance(parcel, Letter)
        begun = time.monotonic()
        try:
            if not hand_over(self._connection(), parcel, leave, meanwhile, begun):
                self._begin_anew()
                return None
        except Unheard as silence:
            self.hang_up()
            reason = "The mail server did not say whether it took the message."
            raise InDoubt(reason) from silence
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
    smtp: smtplib.SMTP,
    letter: Letter,
    leave: Leave,
    meanwhile: Callable[[], None],
    begun: float,
) -> bool:
    """One letter, as `SMTP.sendmail` does it; False: it had no leave to go, and is announced only.

    Whether it is ours is asked while the server looks at the envelope, whether it is in time right
    before the letter; `meanwhile` runs while the server takes it in. Raises an error of `smtplib`,
    TimeoutError when all of it takes too long since `begun`, or Unheard.
    """
    _hurry(smtp, begun)
    smtp.ehlo_or_helo_if_needed()
    if not _announce(smtp, letter, leave, begun):
        return False
    smtp.send("DATA\r\n")
    if refusal := _refusal(smtp, begun, (354,)):
        raise refusal
    if not leave.in_time():
        # It waits for the letter now: only hanging up takes that back.
        smtp.close()
        return False
    # A line that is a full stop would end the letter (RFC 5321, 4.5.2).
    smtp.send(letter.source.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    meanwhile()
    try:
        refusal = _refusal(smtp, begun, (250,))
    except OSError as silence:
        raise Unheard from silence
    if refusal:
        raise refusal
    return True


def _hurry(smtp: smtplib.SMTP, begun: float) -> None:
    """The next answer may take as long as any, but only what is left of the time for all."""
    left = begun + LONGEST_TRY * smtp.timeout - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if smtp.sock:
        smtp.sock.settimeout(min(left, smtp.timeout))


def _announce(smtp: smtplib.SMTP, letter: Letter, leave: Leave, begun: float) -> bool:
    """From whom and to whom; where the server allows it (RFC 2920), in one go."""
    size = f" SIZE={len(letter.source)}" if smtp.has_extn("size") else ""
    sender, recipient = f"MAIL FROM:<{letter.sender}>{size}", f"RCPT TO:<{letter.to}>"
    at_once = smtp.has_extn("pipelining")
    smtp.send(f"{sender}\r\n{recipient}\r\n" if at_once else f"{sender}\r\n")
    is_ours = leave.is_ours()
    refusal = _refusal(smtp, begun, (250,))
    if not (at_once or refusal):
        smtp.send(f"{recipient}\r\n")
    if at_once or not refusal:
        refusal = refusal or _refusal(smtp, begun, (250, 251), RecipientRefused)
    if refusal:
        raise refusal
    return is_ours


def _refusal(
    smtp: smtplib.SMTP, begun: float, welcome: tuple[int, ...], kind: type[Refused] = Refused
) -> Refused | None:
    """The server's next answer, unless it is a welcome one."""
    _hurry(smtp, begun)
    code, reply = smtp.getreply()
    return None if code in welcome else kind(code, reply)


def reply_of(refusal: smtplib.SMTPException) -> tuple[int, str]:
    """What the server answered: its code and text, or (0, "") when it said nothing."""
    if not isinstance(refusal, smtplib.SMTPResponseException):
        return 0, ""
    said = refusal.smtp_error
    return refusal.smtp_code, said.decode(errors="replace") if isinstance(said, bytes) else said


def clinic() -> tuple[str, str]:
    """The clinic's name and address, unless FROM_EMAIL brings a name of its own."""
    name, address = _parsed(settings.DEFAULT_FROM_EMAIL)
    return name or clinic_name(), address


@lru_cache(maxsize=8)
def _parsed(sender: str) -> tuple[str, str]:
    return parseaddr(sender)


def sender_address() -> str:
    """As one header writes it."""
    return mailbox(*clinic())
