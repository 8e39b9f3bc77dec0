"""Where the clinic ends: the mailbox and the telephone that tests look into."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import overload

from clinic.demo.mail_sink import ACCEPTED, MailSink
from clinic.demo.sms_sink import SmsSink


class Mailbox(Sequence[EmailMessage]):
    """Every e-mail that arrived during the test, oldest first; each look looks anew."""

    def __init__(self, sink: MailSink) -> None:
        self.sink = sink

    @property
    def messages(self) -> list[EmailMessage]:
        found = sorted(self.sink.inbox.glob("*.eml"))
        return [message_from_bytes(one.read_bytes(), policy=policy.default) for one in found]

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self if address in str(message["To"])]

    def answer_with(self, answer: str) -> None:
        """From now on the mail server answers this, such as "451 4.3.0 Try again later"."""
        self.sink.answer = answer

    def answer_recipients_with(self, answer: str) -> None:
        """From now on it answers this to every address, such as "550 5.1.1 No such user"."""
        self.sink.answer_to_recipient = answer

    def clear(self) -> None:
        self.sink.answer = self.sink.answer_to_recipient = ACCEPTED
        for message in self.sink.inbox.glob("*.eml"):
            message.unlink()

    @overload
    def __getitem__(self, index: int) -> EmailMessage: ...
    @overload
    def __getitem__(self, index: slice) -> list[EmailMessage]: ...
    def __getitem__(self, index: int | slice) -> EmailMessage | list[EmailMessage]:
        return self.messages[index]

    def __len__(self) -> int:
        return len(self.messages)


class SmsProvider(SmsSink):
    """Twilio's edge: remembers the forms it was sent and answers what the test wants."""

    def __init__(self, inbox: Path) -> None:
        super().__init__(inbox)
        self.requests: list[dict[str, str]] = []
        self.refusal: tuple[int, dict[str, object]] | None = None

    def answer_with(self, status: int, body: dict[str, object] | None = None) -> None:
        """From now on the provider refuses everything in this way."""
        self.refusal = (
            status,
            body or {"code": 20500, "message": "Something went wrong."},
        )

    def clear(self) -> None:
        self.requests.clear()
        self.refusal = None
        for message in self.inbox.glob("*.sms.json"):
            message.unlink()

    def receive(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.requests.append(form)
        return self.refusal or super().receive(form)
