"""A mail server that behaves as a test wants, and counts what it took over."""

import asyncio
import time
from collections import Counter
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clinic.embedded import free_port

PATIENCE = 120
TAKEN = "250 OK"


class PostOffice:
    """Takes everything, unless told otherwise. What it took over counts, whoever hears of it."""

    def __init__(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.clear()

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def clear(self) -> None:
        self.taken: list[str] = []
        # When each of these was, by this machine's steady clock.
        self.taken_at: list[float] = []
        self.tried: list[str] = []
        self.answers: dict[str, str] = {}
        self.unknown: dict[str, str] = {}
        self.drops: set[str] = set()
        self.hangs: set[str] = set()
        self.slowness = 0.0
        self.pause_at: int | None = None
        self.paused, self.go_on = Event(), Event()

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.go_on.set()
        self.controller.stop()

    @property
    def copies(self) -> int:
        """How many were taken over more than once, counting each copy after the first."""
        return len(self.taken) - len(set(self.taken))

    @property
    def repeated(self) -> list[str]:
        return [to for to, times in Counter(self.taken).items() if times > 1]

    @property
    def most_copies_of_one(self) -> int:
        return max(Counter(self.taken).values(), default=0)

    def taken_before(self, moment: float) -> list[str]:
        """What it had taken over by then."""
        return [to for to, at in zip(self.taken, self.taken_at, strict=True) if at < moment]

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, sender: str, _options: object
    ) -> str:
        await asyncio.sleep(self.slowness)
        envelope.mail_from = sender
        return TAKEN

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: object
    ) -> str:
        await asyncio.sleep(self.slowness)
        if to in self.unknown:
            return self.unknown[to]
        envelope.rcpt_tos.append(to)
        return TAKEN

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        [to] = envelope.rcpt_tos
        self.tried.append(to)
        await asyncio.sleep(self.slowness)
        if to in self.answers:
            return self.answers[to]
        if to in self.hangs:
            await server.loop.create_future()
        self.taken.append(to)
        self.taken_at.append(time.monotonic())
        if to in self.drops:
            assert server.transport
            server.transport.close()
        if len(self.taken) == self.pause_at:
            self.paused.set()
            await asyncio.to_thread(self.go_on.wait, PATIENCE)
        return TAKEN
