"""A mail server that takes everything, as fast as one Python can: `python -m bench.sink [PORT]`.

It answers in the ordinary way (RFC 5321) and looks at nothing but the ends of lines and letters, so
that what is measured is who sends.
"""

import asyncio
import sys
from typing import override

from bench.seen import Seen

READY = b"220 sink\r\n"
HELLO = b"250-sink\r\n250-SIZE 33554432\r\n250 8BITMIME\r\n"
HELLO_AT_ONCE = b"250-sink\r\n250-SIZE 33554432\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
FINE, GO_ON, BYE = b"250 OK\r\n", b"354 Go on\r\n", b"221 Bye\r\n"
END = b"\r\n.\r\n"


class Conversation(asyncio.Protocol):
    """One connection: commands line by line, letters up to their full stop."""

    def __init__(self, seen: Seen, *, at_once: bool) -> None:
        self.seen = seen
        self.hello = HELLO_AT_ONCE if at_once else HELLO
        self.waiting = bytearray()
        self.in_letter = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(READY)

    @override
    def data_received(self, data: bytes) -> None:
        self.waiting += data
        answers = []
        while (end := self.waiting.find(END if self.in_letter else b"\r\n")) >= 0:
            size = end + (len(END) if self.in_letter else 2)
            piece = bytes(self.waiting[:size])
            del self.waiting[:size]
            answers.append(self._letter(piece) if self.in_letter else self._command(piece))
        if answers:
            self.transport.write(b"".join(answers))

    def _letter(self, letter: bytes) -> bytes:
        self.in_letter = False
        self.seen.take(letter)
        return FINE

    def _command(self, line: bytes) -> bytes:
        match line[:4].upper():
            case b"EHLO":
                return self.hello
            case b"DATA":
                self.in_letter = True
                return GO_ON
            case b"VRFY":
                return f"250 {self.seen}\r\n".encode()
            case b"QUIT":
                asyncio.get_running_loop().call_soon(self.transport.close)
                return BYE
        return FINE


async def serve(port: int, *, at_once: bool) -> None:
    """Until somebody ends the process."""
    seen = Seen()
    server = await asyncio.get_running_loop().create_server(
        lambda: Conversation(seen, at_once=at_once), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), at_once="pipelining" in sys.argv[2:]))
