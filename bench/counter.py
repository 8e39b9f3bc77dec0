"""aiosmtpd, counting what it takes: `python -m aiosmtpd -c bench.counter.Counter`."""

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.seen import Seen


class Counter:
    """Accepts every letter and keeps none."""

    def __init__(self) -> None:
        self.seen = Seen()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.seen.take(envelope.original_content or b"")
        return "250 OK"

    async def handle_VRFY(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope, _address: str
    ) -> str:
        return f"250 {self.seen}"
