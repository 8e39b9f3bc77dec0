"""An HTTP client that costs little: what is measured is who answers, not who asks."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

END = b"\r\n\r\n"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back; `head` holds the status line and the headers as they were sent."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The first of that name, or nothing."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        wanted = name.lower().encode()
        pairs = (line.partition(b":") for line in self.head.split(b"\r\n")[1:])
        return [value.strip().decode() for key, _, value in pairs if key.lower() == wanted]


@dataclass(frozen=True)
class Request:
    """One request, ready as bytes."""

    source: bytes

    @classmethod
    def get(cls, path: str, host: str, **headers: str) -> Self:
        return cls(_head("GET", path, host, headers))

    @classmethod
    def post(cls, path: str, host: str, fields: Mapping[str, str], **headers: str) -> Self:
        body = urlencode(fields).encode()
        headers = {"Content-Type": FORM, "Content-Length": str(len(body)), **headers}
        return cls(_head("POST", path, host, headers) + body)


def _head(method: str, path: str, host: str, headers: Mapping[str, str]) -> bytes:
    # As the proxy hands it on that ends TLS.
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "X-Forwarded-Proto: https"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


class Client:
    """One connection that stays open; closed with the `with` block."""

    def __init__(self, port: int, *, patience: float = 60) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waiting = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def ask(self, request: Request) -> Answer:
        """Raises ConnectionError when the server closes the connection instead."""
        self.socket.sendall(request.source)
        while (end := self.waiting.find(END)) < 0:
            self._more()
        head, self.waiting = self.waiting[:end], self.waiting[end + len(END) :]
        answer = Answer(int(head[9:12]), head, b"")
        if answer.header("Transfer-Encoding") == "chunked":
            return Answer(answer.status, head, self._chunks())
        return Answer(answer.status, head, self._exactly(int(answer.header("Content-Length") or 0)))

    def _more(self) -> None:
        received = self.socket.recv(1 << 18)
        if not received:
            raise ConnectionError("The server has closed the connection.")
        self.waiting += received

    def _exactly(self, length: int) -> bytes:
        while len(self.waiting) < length:
            self._more()
        body, self.waiting = self.waiting[:length], self.waiting[length:]
        return body

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while True:
            while (end := self.waiting.find(b"\r\n")) < 0:
                self._more()
            size = int(self.waiting[:end], 16)
            self.waiting = self.waiting[end + 2 :]
            part = self._exactly(size + 2)[:-2]
            if not size:
                return b"".join(parts)
            parts.append(part)
