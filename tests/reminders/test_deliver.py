from datetime import timedelta
from smtplib import SMTP
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from reminders import delivery, outbox
from reminders.channels import email
from reminders.models import Channel, OutgoingMessage, State
from tests.edges import Mailbox, SmsProvider
from tests.reminders.notes import MINUTE, NOW, Clock, Note, make_message, notes

pytestmark = pytest.mark.django_db


def state_of(message: OutgoingMessage) -> str:
    message.refresh_from_db()
    return message.state


def test_it_sends_an_email_over_smtp_and_notes_it(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message(Note(text="Hello Alice."))
    delivery.run(clock=clock)
    [received] = mailbox
    assert received["To"] == "alice@example.test"
    assert received["From"] == "Unknot Massage Therapy <bookings@clinic.test>"
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (State.SENT, NOW)
    assert message.recipient == "alice@example.test"


def test_it_sends_an_sms_over_the_providers_endpoint(
    sms_provider: SmsProvider, clock: Clock
) -> None:
    message = make_message(Note(to="+16045550123", text="Hello."), channel=Channel.SMS)
    delivery.run(clock=clock)
    assert sms_provider.requests == [
        {
            "To": "+16045550123",
            "From": "+16045550100",
            "Body": "Hello.",
            "StatusCallback": "http://testserver/messages/sms/status/",
        }
    ]
    assert state_of(message) == State.SENT


def test_it_keeps_what_the_provider_calls_the_message(
    sms_provider: SmsProvider, clock: Clock
) -> None:
    message = make_message(Note(to="+16045550123"), channel=Channel.SMS)
    delivery.run(clock=clock)
    message.refresh_from_db()
    assert len(message.provider_key) == 34
    assert message.provider_key.startswith("SM")


def test_it_sends_everything_that_is_due_once(mailbox: Mailbox, clock: Clock) -> None:
    for _ in range(7):
        make_message()
    assert delivery.run(clock=clock, limit=3) == 7
    assert (len(mailbox), delivery.run(clock=clock)) == (7, 0)


def test_it_leaves_what_is_not_due(mailbox: Mailbox, clock: Clock) -> None:
    make_message(due_at=NOW + MINUTE)
    delivery.run(clock=clock)
    assert len(mailbox) == 0


@pytest.mark.django_db(transaction=True)
def test_it_sends_outside_any_transaction(
    mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_message()
    seen = []
    real = email.hand_over

    def at_the_moment_of_sending(smtp: SMTP, *letter_and_more: Any) -> None:
        seen.append(transaction.get_connection().in_atomic_block)
        real(smtp, *letter_and_more)

    monkeypatch.setattr(email, "hand_over", at_the_moment_of_sending)
    delivery.run(clock=clock)
    assert (seen, len(mailbox)) == ([False], 1)


def test_it_names_the_message_alike_on_every_try(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    delivery.deliver(outbox.claim(now=NOW), clock=clock)
    OutgoingMessage.objects.update(state=State.DUE, next_try_at=NOW)
    delivery.deliver(outbox.claim(now=NOW), clock=clock)
    first, second = mailbox
    assert first["Message-ID"] == second["Message-ID"]
    assert str(first["Message-ID"]).startswith(f"<message-{message.pk}-")


def test_it_names_another_message_otherwise(mailbox: Mailbox, clock: Clock) -> None:
    make_message()
    make_message()
    delivery.run(clock=clock)
    assert mailbox[0]["Message-ID"] != mailbox[1]["Message-ID"]


def test_it_withdraws_what_no_longer_holds(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message(Note(lapsed="The appointment is cancelled."))
    delivery.run(clock=clock)
    assert (state_of(message), len(mailbox)) == (State.WITHDRAWN, 0)
    assert message.error == "The appointment is cancelled."


def test_it_never_sends_after_the_message_is_of_use(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message(not_after=NOW)
    delivery.run(clock=clock)
    assert (state_of(message), len(mailbox)) == (State.WITHDRAWN, 0)
    assert message.error == "Too late: of use until 03 May 2027 15:00 UTC."


def test_it_withdraws_what_was_about_something_gone(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    del notes[message.subject]
    delivery.run(clock=clock)
    assert (state_of(message), len(mailbox)) == (State.WITHDRAWN, 0)


def test_it_gives_up_a_kind_that_nobody_writes(mailbox: Mailbox, clock: Clock) -> None:
    message, other = make_message(kind="fax"), make_message()
    delivery.run(clock=clock)
    assert (state_of(message), state_of(other)) == (State.DEAD, State.SENT)
    assert message.error == "Nothing here writes messages of kind fax."


def test_it_lets_a_message_that_cannot_be_written_fail_alone(
    mailbox: Mailbox, clock: Clock
) -> None:
    before, broken, after = make_message(), make_message(Note(broken=True)), make_message()
    delivery.run(clock=clock)
    assert [state_of(each) for each in (before, broken, after)] == ["sent", "due", "sent"]


def test_it_keeps_what_a_broken_message_would_have_said_out_of_row_and_log(
    clock: Clock, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    message = make_message(Note(broken=True, text="Alice has a secret"))
    delivery.run(clock=clock)
    message.refresh_from_db()
    assert message.error == "Writing it failed: KeyError."
    assert "secret" not in caplog.text + "".join(capsys.readouterr())


def test_it_sends_nothing_when_another_worker_has_taken_over(
    mailbox: Mailbox, clock: Clock
) -> None:
    make_message()
    batch = outbox.claim(now=NOW)
    outbox.claim(now=NOW + outbox.LEASE)
    delivery.deliver(batch, clock=clock)
    assert len(mailbox) == 0


def test_it_takes_up_what_a_killed_worker_left(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    outbox.claim(now=NOW)  # …and the worker is gone
    assert delivery.run(clock=clock) == 0
    clock.advance(outbox.LEASE)
    delivery.run(clock=clock)
    assert (state_of(message), message.attempts, len(mailbox)) == (State.SENT, 2, 1)


def test_it_gives_up_a_message_that_kills_every_worker(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    for _ in range(outbox.MOST_TRIES):
        outbox.claim(now=clock())
        clock.advance(outbox.LEASE)
    delivery.run(clock=clock)
    assert (state_of(message), len(mailbox)) == (State.DEAD, 0)


def test_it_lets_a_message_that_kills_every_worker_take_no_other_with_it(
    mailbox: Mailbox, clock: Clock
) -> None:
    innocent, poison = [make_message() for _ in range(2)], make_message()
    innocent += [make_message() for _ in range(2)]
    for _tick in range(30):
        batch = outbox.claim(now=clock())
        if poison not in batch or batch[0].attempts > outbox.MOST_TRIES:
            delivery.deliver(batch, clock=clock)
        # …otherwise the worker is gone
        clock.advance(MINUTE)
    assert [state_of(each) for each in innocent] == [State.SENT] * 4
    assert (state_of(poison), len(mailbox)) == (State.DEAD, 4)


def test_it_goes_on_with_the_next_of_a_killed_worker_at_once(
    mailbox: Mailbox, clock: Clock
) -> None:
    for _ in range(3):
        make_message()
    for _killed in range(2):
        outbox.claim(now=clock())
        clock.advance(outbox.LEASE)
    assert (delivery.run(clock=clock), len(mailbox)) == (3, 3)


def test_it_lets_texts_not_wait_for_slow_e_mails(
    mailbox: Mailbox, sms_provider: SmsProvider, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        make_message()
    texts = [make_message(Note(to="+16045550123"), channel=Channel.SMS) for _ in range(2)]
    real = email.hand_over

    def slowly(smtp: SMTP, *letter_and_more: Any) -> bool:
        clock.advance(timedelta(seconds=10))
        return real(smtp, *letter_and_more)

    monkeypatch.setattr(email, "hand_over", slowly)
    delivery.deliver_batch(clock=clock)
    assert [state_of(each) for each in texts] == [State.SENT] * 2
    assert 0 < len(mailbox) < 12


def test_it_begins_no_try_when_its_lease_is_nearly_over(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    batch = outbox.claim(now=NOW)
    clock.advance(outbox.LEASE - timedelta(seconds=10))
    delivery.deliver(batch, clock=clock)
    assert (state_of(message), message.attempts, len(mailbox)) == (State.DUE, 0, 0)


def test_it_asks_about_a_batch_in_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries, mailbox: Mailbox, clock: Clock
) -> None:
    for _ in range(5):
        make_message()
    batch = outbox.claim(now=NOW)
    # The clinic's words, the first is still ours, the last went, and that the provider works. That
    # one went and the next is still ours is one statement each, which Django does not count.
    with django_assert_num_queries(4):
        delivery.deliver(batch, clock=clock)


def test_it_withdraws_sms_of_a_clinic_without_provider(
    settings: Settings, sms_provider: SmsProvider, clock: Clock
) -> None:
    settings.SMS_URL = ""
    message = make_message(channel=Channel.SMS)
    delivery.run(clock=clock)
    assert (state_of(message), message.error) == (State.WITHDRAWN, "No SMS provider.")
    assert sms_provider.requests == []
