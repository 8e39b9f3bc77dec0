"""A mail server that accepts everything and delivers nothing further."""

from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clinic.demo.inbox import keep_email
from clinic.embedded import free_port

ACCEPTED = "250 Message accepted for delivery"


class MailSink:
    """Listens on a free port of this machine; keeps what it receives in `inbox`."""

    def __init__(self, inbox: Path) -> None:
        self.inbox = inbox
        self.answer = self.answer_to_recipient = ACCEPTED
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        """What EMAIL_URL must be for messages to land here."""
        return f"smtp://127.0.0.1:{self.controller.port}"

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.answer_to_recipient == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer == ACCEPTED:
            keep_email(self.inbox, envelope.original_content or b"")
        return self.answer
