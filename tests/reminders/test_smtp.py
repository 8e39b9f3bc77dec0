"""How letters are handed over, to servers that do as they are told to."""

import smtplib
import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from reminders.channels import Leave, Letter
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


def send_to(server: Server, *, is_ours: bool = True, in_time: bool = True) -> bool:
    connection = smtplib.SMTP("127.0.0.1", server.port, timeout=10)
    leave = Leave(is_ours=lambda: is_ours, in_time=lambda: in_time)
    try:
        return hand_over(connection, LETTER, leave, lambda: None, time.monotonic())
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


def test_it_gives_the_envelope_at_once_where_that_is_allowed(server: Server) -> None:
    server.expects("220 Hi", "250-me\r\n250 PIPELINING", "250 OK\r\n250 OK", "354 Go on", "250 OK")
    assert send_to(server)
    assert [heard.count(b"\r\n") for heard in server.heard[1:3]] == [2, 1]


@pytest.mark.parametrize(
    "answers",
    [("250 me", "250 OK", "250 OK"), ("250-me\r\n250 PIPELINING", "250 OK\r\n250 OK")],
    ids=["one by one", "at once"],
)
def test_it_hands_over_nothing_that_is_not_ours_any_more(
    server: Server, answers: tuple[str, ...]
) -> None:
    server.expects("220 Hi", *answers)
    assert not send_to(server, is_ours=False)
    assert not any(b"DATA" in heard or b"note" in heard for heard in server.heard)


def test_it_hangs_up_rather_than_hand_over_what_became_too_late(server: Server) -> None:
    server.expects("220 Hi", "250 me", "250 OK", "250 OK", "354 Go on")
    assert not send_to(server, in_time=False)
    server.thread.join(timeout=10)
    assert server.heard[-1] == b""


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
        ("250-me\r\n250 PIPELINING", "550 No\r\n503 Who?"),
        ("250-me\r\n250 PIPELINING", "250 OK\r\n550 No"),
    ],
    ids=["sender", "recipient", "letter", "content", "sender at once", "recipient at once"],
)
def test_it_says_which_answer_refused_the_letter(server: Server, answers: tuple[str, ...]) -> None:
    server.expects("220 Hi", *answers)
    with pytest.raises(Refused) as refusal:
        send_to(server)
    assert (refusal.value.smtp_code, refusal.value.smtp_error) == (550, b"No")
