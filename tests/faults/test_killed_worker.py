"""`kill -9` of the worker and its children in the middle of what is due."""

from reminders.models import State
from reminders.outbox import LEASE
from tests.concurrency.together import Stopwatch
from tests.factories import Clinic
from tests.faults.crew import START_SECONDS, Crew, kill_all_of
from tests.faults.due import address, all_sent, due, let_pass, states
from tests.faults.post_office import PostOffice

SLOTS = 2


def test_it_delivers_what_a_killed_worker_was_busy_with(
    clinic: Clinic, crew: Crew, post_office: PostOffice
) -> None:
    messages, watch = due(clinic, 200), Stopwatch()
    post_office.pause_at = 70
    first = crew.worker("--beat", slots=SLOTS)
    first.wait_until(post_office.paused.is_set, seconds=START_SECONDS)
    kill_all_of(first)
    post_office.go_on.set()
    assert len(post_office.taken) == 70
    assert states(messages) == {State.SENT, State.SENDING}

    let_pass(LEASE)
    second = crew.worker("--beat", slots=SLOTS)
    second.wait_until(lambda: all_sent(messages), seconds=START_SECONDS)
    watch.say("killed at 70 of 200", copies=post_office.copies, slots=SLOTS)
    assert set(post_office.taken) == {address(number) for number in range(200)}
    assert post_office.copies <= SLOTS
