from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from clinic.embedded import free_port
from reminders import delivery, outbox
from reminders.breaks import PATIENCE
from reminders.models import Channel, OutgoingMessage, State
from tests.edges import Mailbox, SmsProvider
from tests.reminders.notes import MINUTE, NOW, Clock, Note, make_message

pytestmark = pytest.mark.django_db


def use_mail_port(settings: Settings, port: int, timeout: float = 10) -> None:
    mailers = deepcopy(settings.MAILERS)
    mailers["default"]["OPTIONS"] |= {"port": port, "timeout": timeout}
    settings.MAILERS = mailers


class Moody:
    """A mail server that treats each recipient as its name says; it keeps what it accepted."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.connections = 0
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_EHLO(  # noqa: N802
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        answers: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith("unknown"):
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        [address] = envelope.rcpt_tos
        if address.startswith("drop"):
            assert server.transport
            server.transport.close()
            return "250 Nobody hears this"
        if address.startswith("later"):
            return "451 4.3.0 Try again later"
        if address.startswith("closing"):
            return "421 4.3.2 Closing for maintenance"
        self.accepted.append(address)
        return "250 OK"


@pytest.fixture
def moody(settings: Settings) -> Iterator[Moody]:
    server = Moody()
    server.controller.start()
    use_mail_port(settings, server.controller.port)
    yield server
    server.controller.stop()


def to(*addresses: str) -> list[OutgoingMessage]:
    return [make_message(Note(to=f"{address}@example.test")) for address in addresses]


def states(messages: list[OutgoingMessage]) -> list[str]:
    for message in messages:
        message.refresh_from_db()
    return [message.state for message in messages]


def test_it_tries_again_after_1_5_30_and_120_minutes_and_then_gives_up(
    mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.answer_with("451 4.3.0 Try again later")
    message = make_message()
    waits = []
    for _ in range(outbox.MOST_TRIES):
        delivery.run(clock=clock)
        message.refresh_from_db()
        waits.append((message.next_try_at - clock.now) // MINUTE)
        clock.now = max(clock.now, message.next_try_at)
    assert waits[:4] == [1, 5, 30, 120]
    assert (message.state, message.attempts) == (State.DEAD, 5)
    assert message.error == "The mail server refused the message: 451 4.3.0 Try again later"


def test_it_does_not_try_before_the_back_off_is_over(mailbox: Mailbox, clock: Clock) -> None:
    mailbox.answer_with("451 4.3.0 Try again later")
    make_message()
    delivery.run(clock=clock)
    clock.advance(timedelta(seconds=59))
    assert delivery.run(clock=clock) == 0


def test_it_goes_as_soon_as_the_server_takes_it(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    mailbox.answer_with("451 4.3.0 Try again later")
    delivery.run(clock=clock)
    mailbox.answer_with("250 Message accepted for delivery")
    clock.advance(MINUTE)
    delivery.run(clock=clock)
    assert (states([message]), message.error, len(mailbox)) == (["sent"], "", 1)


def test_it_gives_up_when_the_next_try_would_come_too_late(mailbox: Mailbox, clock: Clock) -> None:
    mailbox.answer_with("451 4.3.0 Try again later")
    message = make_message(not_after=NOW + MINUTE)
    delivery.run(clock=clock)
    assert states([message]) == ["dead"]


def test_it_sends_the_others_when_one_recipient_is_refused(moody: Moody, clock: Clock) -> None:
    messages = to("alice", "unknown", "later", "bob")
    delivery.run(clock=clock)
    assert states(messages) == ["sent", "dead", "due", "sent"]
    assert moody.connections == 1


def test_it_tries_an_address_that_does_not_exist_once(moody: Moody, clock: Clock) -> None:
    [message] = to("unknown")
    delivery.run(clock=clock)
    assert (states([message]), message.attempts) == (["dead"], 1)
    assert message.recipient == "unknown@example.test"
    assert message.error.endswith("550 5.1.1 No such person here")


def test_it_sends_the_others_when_one_message_breaks_the_connection(
    moody: Moody, clock: Clock
) -> None:
    messages = to("alice", "drop", "bob", "charlie")
    delivery.run(clock=clock)
    assert moody.accepted == [f"{name}@example.test" for name in ("alice", "bob", "charlie")]
    assert states(messages) == ["sent", "due", "sent", "sent"]


def test_it_uses_one_connection_for_a_batch(moody: Moody, clock: Clock) -> None:
    to(*(f"person{number}" for number in range(30)))
    delivery.run(clock=clock)
    assert (len(moody.accepted), moody.connections) == (30, 1)


@pytest.mark.parametrize(
    ("trouble", "counted"), [("drop", 1), ("closing", 0)], ids=["may have gone", "has not gone"]
)
def test_it_leaves_a_server_alone_that_broke_twice_in_a_row(
    moody: Moody, clock: Clock, trouble: str, counted: int
) -> None:
    messages = to(trouble, f"{trouble}2", "alice", "bob")
    delivery.run(clock=clock)
    assert states(messages) == ["due"] * 4
    assert [message.attempts for message in messages] == [counted, counted, 0, 0]
    clock.advance(MINUTE)
    assert moody.accepted == []


def test_it_takes_up_again_what_it_left_alone(moody: Moody, clock: Clock) -> None:
    messages = to("drop1", "drop2", "alice", "bob")
    delivery.run(clock=clock)
    for minutes in (1, 5):
        clock.advance(minutes * MINUTE)
        delivery.run(clock=clock)
    assert states(messages)[2:] == ["sent", "sent"]


def test_it_counts_no_try_when_nobody_listens(settings: Settings, clock: Clock) -> None:
    use_mail_port(settings, free_port())
    messages = to("alice", "bob", "charlie")
    delivery.run(clock=clock)
    assert states(messages) == ["due"] * 3
    assert [message.attempts for message in messages] == [0, 0, 0]
    assert messages[0].error == "The mail server could not be reached (ConnectionRefusedError)."


def test_it_troubles_a_server_that_is_away_with_one_batch_only(
    settings: Settings, clock: Clock
) -> None:
    use_mail_port(settings, free_port())
    messages = to(*(f"person{number}" for number in range(9)))
    delivery.run(clock=clock, limit=3)
    assert states(messages) == ["due"] * 9
    assert sum(bool(message.error) for message in messages) == PATIENCE


def test_it_sends_sms_while_the_mail_server_is_away(
    settings: Settings, sms_provider: SmsProvider, clock: Clock
) -> None:
    use_mail_port(settings, free_port())
    to("alice", "bob", "charlie")
    sms = make_message(Note(to="+16045550123"), channel=Channel.SMS)
    delivery.run(clock=clock)
    assert states([sms]) == ["sent"]


def test_it_fails_a_message_with_an_impossible_address_alone(
    mailbox: Mailbox, clock: Clock
) -> None:
    impossible, other = make_message(Note(to="no one at all")), make_message()
    delivery.run(clock=clock)
    assert states([impossible, other]) == ["due", "sent"]


@pytest.mark.parametrize("status", [429, 503, 401])
def test_it_leaves_an_sms_provider_alone_that_takes_nothing(
    sms_provider: SmsProvider, clock: Clock, status: int
) -> None:
    sms_provider.answer_with(status, {"code": 20429, "message": "Too many requests"})
    messages = [make_message(Note(to="+1604"), channel=Channel.SMS) for _ in range(4)]
    delivery.run(clock=clock)
    assert [states([each])[0] for each in messages] == ["due"] * 4
    assert [message.attempts for message in messages] == [0, 0, 0, 0]
    assert messages[0].error == (
        f"The SMS provider takes no messages now: {status}, error code 20429."
    )


def test_it_keeps_numbers_and_texts_of_a_refused_sms_out_of_the_reason(
    sms_provider: SmsProvider, clock: Clock
) -> None:
    sms_provider.answer_with(400, {"code": 21211, "message": "The number +1604 is not valid."})
    message = make_message(Note(to="+1604"), channel=Channel.SMS)
    delivery.run(clock=clock)
    message.refresh_from_db()
    said = "this is no telephone number (400, error code 21211)"
    assert message.error == f"The SMS provider refused the message: {said}."
    assert (message.state, message.recipient) == (State.DEAD, "+1604")


def test_it_waits_no_longer_than_its_time_out_for_a_server_that_hangs(
    settings: Settings, clock: Clock
) -> None:
    class Hanging(Moody):
        async def handle_DATA(  # noqa: N802
            self, server: SMTP, _session: Session, _envelope: Envelope
        ) -> str:
            await server.loop.create_future()
            return "250 Never"

    server = Hanging()
    server.controller.start()
    use_mail_port(settings, server.controller.port, timeout=0.2)
    messages = to("alice", "bob", "charlie")
    delivery.run(clock=clock)
    server.controller.stop()
    assert [message.attempts for message in messages if states([message])] == [1, 1, 0]
