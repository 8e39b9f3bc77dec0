"""Two beats and three workers do what one of each does: every message once."""

from tests.clinic.waiting import eventually
from tests.concurrency.together import Stopwatch
from tests.factories import Clinic
from tests.faults.crew import START_SECONDS, Crew
from tests.faults.due import address, all_sent, due
from tests.faults.post_office import PostOffice


def test_it_sends_each_message_once_with_two_beats_and_three_workers(
    clinic: Clinic, crew: Crew, post_office: PostOffice
) -> None:
    workers = [crew.worker("--beat"), crew.worker("--beat"), crew.worker()]
    first = due(clinic, 1)
    eventually(lambda: all_sent(first), seconds=START_SECONDS)
    post_office.clear()
    messages, watch = due(Clinic(), 600), Stopwatch()
    eventually(lambda: all_sent(messages), seconds=START_SECONDS)
    assert [worker.alive for worker in workers] == [True] * 3
    watch.say("600 due, 2 beats, 3 workers", copies=post_office.copies)
    assert set(post_office.taken) == {address(number) for number in range(600)}
    assert post_office.copies == 0
