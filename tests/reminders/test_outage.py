"""While a provider takes nothing, no try is counted; of a message that breaks it alone, each is."""

import pytest
from pytest_django import Settings

from clinic.embedded import free_port
from reminders import delivery
from reminders.models import Channel
from tests.edges import Mailbox, SmsProvider
from tests.reminders.notes import MINUTE, Clock, Note, make_message
from tests.reminders.test_back_off import Moody, moody, states, to, use_mail_port

pytestmark = pytest.mark.django_db

__all__ = ["moody"]

CLOSING = "421 4.3.2 Closing for maintenance"
WELL = "250 Message accepted for delivery"


def let_minutes_pass(minutes: int, clock: Clock) -> None:
    for _ in range(minutes):
        delivery.run(clock=clock)
        clock.advance(MINUTE)


def test_it_sends_all_after_hours_in_which_the_server_took_nothing(
    mailbox: Mailbox, clock: Clock
) -> None:
    messages = [make_message() for _ in range(12)]
    mailbox.answer_with(CLOSING)
    let_minutes_pass(4 * 60, clock)
    assert states(messages) == ["due"] * 12
    mailbox.answer_with(WELL)
    let_minutes_pass(3, clock)
    assert (states(messages), len(mailbox)) == (["sent"] * 12, 12)


@pytest.mark.parametrize("count", [1, 2])
def test_it_sends_the_few_that_were_due_while_nobody_listened(
    count: int, mailbox: Mailbox, settings: Settings, clock: Clock
) -> None:
    messages = [make_message() for _ in range(count)]
    really = settings.MAILERS
    use_mail_port(settings, free_port())
    let_minutes_pass(4 * 60, clock)
    settings.MAILERS = really
    let_minutes_pass(3, clock)
    assert states(messages) == ["sent"] * count


def test_it_sends_texts_after_hours_in_which_the_provider_took_nothing(
    sms_provider: SmsProvider, clock: Clock
) -> None:
    messages = [make_message(Note(to="+16045550123"), channel=Channel.SMS) for _ in range(5)]
    sms_provider.answer_with(503)
    let_minutes_pass(4 * 60, clock)
    sms_provider.clear()
    let_minutes_pass(3, clock)
    assert states(messages) == ["sent"] * 5


def let_well_ones_go(moody: Moody, clock: Clock) -> None:
    """Three hours in which somebody else's message goes every five minutes."""
    for number in range(36):
        [well] = to(f"well{number}")
        let_minutes_pass(5, clock)
        assert states([well]) == ["sent"]


@pytest.mark.parametrize("how", ["closing", "drop"])
def test_it_gives_up_a_message_that_breaks_the_connection_of_well_ones(
    how: str, moody: Moody, clock: Clock
) -> None:
    [poison] = to(how)
    let_well_ones_go(moody, clock)
    assert (states([poison]), poison.attempts) == (["dead"], 5)
    assert poison.error.startswith("The mail server")


def test_it_lets_no_number_of_such_messages_hold_up_the_others(moody: Moody, clock: Clock) -> None:
    poison, [alice] = to(*(f"closing{number}" for number in range(4))), to("alice")
    let_minutes_pass(6, clock)
    assert states([alice]) == ["sent"]
    let_well_ones_go(moody, clock)
    assert states(poison) == ["dead"] * 4


def test_it_counts_a_try_of_which_nobody_knows_whether_it_went(moody: Moody, clock: Clock) -> None:
    [alone] = to("drop")
    let_minutes_pass(160, clock)
    assert (states([alone]), alone.attempts) == (["dead"], 5)
