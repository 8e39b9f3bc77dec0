"""How letters are handed over, to servers that do as they are told to."""

import smtplib
import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from reminders.channels import Letter
from reminders.channels.email import Refused, hand_over

LETTER = Letter("bookings@clinic.test", "alice@example.test", b"Subject: A note\r\n\r\n.\r\n..\r\n")


class Server:
    """Says what it was told to, answer by answer; `heard` are the pieces that came in between."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.answers: list[bytes] = []
        self.heard: list[bytes] = []
        self.thread = Thread(target=self._talk, daemon=True)

    def expects(self, *answers: str) -> None:
        """Greeting and EHLO are the first two."""
        self.answers = [f"{answer}\r\n".encode() for answer in answers]
        self.thread.start()

    def _talk(self) -> None:
        conversation, _ = self.listening.accept()
        with conversation:
            for answer in self.answers:
                conversation.sendall(answer)
                self.heard.append(conversation.recv(10_000))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.thread.join(timeout=10)
    server.listening.close()


def send_to(server: Server) -> None:
    connection = smtplib.SMTP("127.0.0.1", server.port, timeout=10)
    try:
        hand_over(connection, LETTER, lambda: None, time.monotonic())
    finally:
        connection.close()


def test_it_waits_for_each_answer_of_a_simple_server(server: Server) -> None:
    server.expects("220 Hi", "250 me", "250 OK", "250 OK", "354 Go on", "250 OK")
    send_to(server)
    assert server.heard[1:4] == [
        b"MAIL FROM:<bookings@clinic.test>\r\n",
        b"RCPT TO:<alice@example.test>\r\n",
        b"DATA\r\n",
    ]


def test_it_says_all_at_once_where_that_is_allowed(server: Server) -> None:
    server.expects("220 Hi", "250-me\r\n250 PIPELINING", "250 OK\r\n250 OK\r\n354 Go on", "250 OK")
    send_to(server)
    assert server.heard[1].count(b"\r\n") == 3


def test_it_ends_a_letter_only_at_its_end(server: Server) -> None:
    server.expects("220 Hi", "250 me", "250 OK", "250 OK", "354 Go on", "250 OK")
    send_to(server)
    assert server.heard[4] == b"Subject: A note\r\n\r\n..\r\n...\r\n.\r\n"


@pytest.mark.parametrize(
    "answers",
    [
        ("250 me", "550 No"),
        ("250 me", "250 OK", "550 No"),
        ("250 me", "250 OK", "250 OK", "550 No"),
        ("250 me", "250 OK", "250 OK", "354 Go on", "550 No"),
        ("250-me\r\n250 PIPELINING", "250 OK\r\n550 No\r\n554 Nobody"),
        ("250-me\r\n250 PIPELINING", "250 OK\r\n550 No\r\n354 Go on", "554 Nobody"),
    ],
    ids=["sender", "recipient", "letter", "content", "at once", "at once, waiting for a letter"],
)
def test_it_says_which_answer_refused_the_letter(server: Server, answers: tuple[str, ...]) -> None:
    server.expects("220 Hi", *answers)
    with pytest.raises(Refused) as refusal:
        send_to(server)
    assert (refusal.value.smtp_code, refusal.value.smtp_error) == (550, b"No")
