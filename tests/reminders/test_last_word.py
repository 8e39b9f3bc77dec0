"""What a provider said last stands in PostgreSQL, for the operator's page and the alarm."""

import pytest

from reminders import delivery
from reminders.models import Channel, Sign
from tests.edges import Mailbox, SmsProvider
from tests.reminders.notes import NOW, Clock, make_message

pytestmark = pytest.mark.django_db


def of(channel: Channel) -> Sign:
    return Sign.objects.get(name=channel)


def test_it_notes_that_a_provider_takes_messages(mailbox: Mailbox, clock: Clock) -> None:
    make_message()
    delivery.run(clock=clock)
    assert (of(Channel.EMAIL).at, of(Channel.EMAIL).broken_since) == (NOW, None)
    assert not Sign.objects.filter(name=Channel.SMS).exists()


def test_it_notes_a_refusal_of_one_message_as_a_sign_of_life(
    mailbox: Mailbox, clock: Clock
) -> None:
    make_message()
    mailbox.answer_with("550 5.1.1 No such user.")
    delivery.run(clock=clock)
    assert of(Channel.EMAIL).at == NOW


@pytest.mark.parametrize("messages", [1, 5])
def test_it_notes_that_a_provider_takes_nothing(
    messages: int, sms_provider: SmsProvider, clock: Clock
) -> None:
    for _ in range(messages):
        make_message(channel=Channel.SMS)
    sms_provider.answer_with(429)
    delivery.run(clock=clock)
    sign = of(Channel.SMS)
    assert (sign.at, sign.broken_since) == (None, NOW)
    assert sign.reason.startswith("The SMS provider takes no messages now: 429")
