from datetime import timedelta

import pytest

from reminders import signs
from reminders.models import Channel, Sign
from tests.reminders.notes import MINUTE, NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def at(name: str = signs.BEAT) -> object:
    return Sign.objects.get(name=name).at


def test_it_writes_down_the_first_sign() -> None:
    signs.note(signs.BEAT, now=NOW)
    assert at() == NOW


def test_it_writes_no_more_often_than_needed() -> None:
    signs.note(signs.BEAT, now=NOW)
    signs.note(signs.BEAT, now=NOW + signs.EVERY)
    assert at() == NOW
    signs.note(signs.BEAT, now=NOW + signs.EVERY + SECOND)
    assert at() == NOW + signs.EVERY + SECOND


def test_it_believes_a_clock_that_was_set_back() -> None:
    signs.note(signs.BEAT, now=NOW + 120 * MINUTE)
    assert signs.is_silent(Sign.objects.get(), now=NOW)
    signs.note(signs.BEAT, now=NOW)
    assert at() == NOW


@pytest.mark.parametrize(("ago", "silent"), [(4 * MINUTE, False), (4 * MINUTE + SECOND, True)])
def test_it_calls_silence_what_lasts_longer_than_four_minutes(ago: timedelta, silent: bool) -> None:
    signs.note(signs.BEAT, now=NOW - ago)
    assert signs.is_silent(Sign.objects.get(), now=NOW) is silent


def test_it_calls_silence_what_was_never_heard() -> None:
    assert signs.is_silent(None, now=NOW)


def test_it_keeps_since_when_a_provider_is_broken() -> None:
    for minute in range(3):
        signs.note_provider(Channel.SMS, trouble=f"No {minute}.", now=NOW + minute * MINUTE)
    sign = Sign.objects.get(name=Channel.SMS)
    assert (sign.broken_since, sign.reason, sign.at) == (NOW, "No 2.", None)


def test_it_forgets_the_trouble_when_a_provider_takes_messages_again() -> None:
    signs.note_provider(Channel.SMS, trouble="", now=NOW)
    signs.note_provider(Channel.SMS, trouble="No.", now=NOW + SECOND)
    signs.note_provider(Channel.SMS, trouble="", now=NOW + 2 * SECOND)
    sign = Sign.objects.get(name=Channel.SMS)
    assert (sign.broken_since, sign.reason, sign.at) == (None, "", NOW + 2 * SECOND)


@pytest.mark.parametrize(
    ("reason", "without"),
    [
        (
            "The mail server refused the message: 550 5.1.1 <alice@example.test>: no such user",
            "The mail server refused the message: 550",
        ),
        (
            "The SMS provider refused the message: 400, error code 21211.",
            "The SMS provider refused the message: 400, error code 21211",
        ),
        ("Writing it failed: KeyError.", "Writing it failed: KeyError."),
        ("Nobody answers at alice@example.test now.", "Nobody answers at … now."),
        ("The number +1 604 555-0123 is gone.", "The number … is gone."),
    ],
)
def test_it_keeps_addresses_out_of_reasons(reason: str, without: str) -> None:
    assert signs.without_addresses(reason) == without
