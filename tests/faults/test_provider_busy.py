"""The SMS provider answers 429 for half an hour."""

from reminders import delivery
from reminders.models import Channel, State
from tests.concurrency.together import Stopwatch
from tests.edges import SmsProvider
from tests.factories import Clinic
from tests.faults.due import address, due, states
from tests.faults.post_office import PostOffice
from tests.reminders.notes import MINUTE, Clock

HALF_AN_HOUR = 30


def test_it_backs_off_sends_e_mails_on_time_and_texts_afterwards(
    clinic: Clinic, post_office: PostOffice, sms_provider: SmsProvider, clock: Clock
) -> None:
    texts = due(clinic, 20, now=clock.now, channel=Channel.SMS)
    letters = due(Clinic(), 20, now=clock.now, first_number=100)
    sms_provider.answer_with(429, {"code": 20429, "message": "Too many requests"})
    delivery.run(clock=clock)
    assert states(letters) == {State.SENT}

    for _minute in range(HALF_AN_HOUR):
        clock.advance(MINUTE)
        delivery.run(clock=clock)
    asked = len(sms_provider.requests)
    Stopwatch().say("429 for half an hour, 20 texts due", requests=asked)
    assert asked <= 2 * (HALF_AN_HOUR + 1)
    assert states(texts) == {State.DUE}

    sms_provider.clear()
    for _minute in range(121):
        delivery.run(clock=clock)
        clock.advance(MINUTE)
    assert states(texts) == {State.SENT}
    assert len(sms_provider.requests) == len(texts)
    assert sorted(post_office.taken) == sorted(address(number) for number in range(100, 120))
