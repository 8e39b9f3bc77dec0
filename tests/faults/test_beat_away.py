"""Nobody ticks any more, for minutes or for a day: beat is stopped, and started again."""

from datetime import timedelta

import redis
from django.db.models import F
from django.test import Client
from django.utils import timezone

from reminders import signs
from reminders.models import Sign, State
from reminders.outbox import LEASE
from tests.clinic.waiting import eventually
from tests.factories import Clinic
from tests.faults.crew import START_SECONDS, Crew
from tests.faults.due import address, all_sent, due, let_pass, states
from tests.faults.post_office import PostOffice
from tests.faults.servers import Servers

A_DAY = timedelta(days=1)


def test_it_says_so_and_on_its_return_sends_once_what_is_late_and_nothing_that_is_past(
    clinic: Clinic, client: Client, crew: Crew, servers: Servers, post_office: PostOffice
) -> None:
    crew.worker()
    beat = crew.beat()
    beat.wait_until(lambda: {signs.BEAT, signs.WORKER} <= set(signs.known()), seconds=START_SECONDS)
    assert client.get("/readyz").json()["beat"] == "ok"
    beat.stop(seconds=START_SECONDS)
    eventually(lambda: no_tick_is_left(servers), seconds=START_SECONDS)

    yesterday = timezone.now() - A_DAY
    late = due(clinic, 20, now=yesterday)
    in_between = yesterday + timedelta(hours=1)
    past = due(Clinic(), 10, now=yesterday, first_start=in_between, first_number=100)
    Sign.objects.update(at=F("at") - timedelta(minutes=5))
    answer = client.get("/readyz").json()
    assert answer["beat"] == "late"
    assert answer["oldest_overdue_message_seconds"] >= A_DAY.total_seconds()
    assert client.get("/readyz/messages").status_code == 503
    assert states([*late, *past]) == {State.DUE}

    beat.start()
    beat.wait_until(lambda: all_sent(late), seconds=START_SECONDS)
    beat.wait_until(lambda: states(past) == {State.WITHDRAWN}, seconds=START_SECONDS)
    let_pass(LEASE)
    afterwards = due(clinic, 1, first_start=timezone.now() + 60 * A_DAY, first_number=200)
    beat.wait_until(lambda: all_sent(afterwards), seconds=START_SECONDS)
    expected = [*(address(number) for number in range(20)), address(200)]
    assert sorted(post_office.taken) == sorted(expected)
    assert client.get("/readyz").json()["beat"] == "ok"


def no_tick_is_left(servers: Servers) -> bool:
    """Neither waiting in the broker nor taken up by a worker that is not done with it."""
    with redis.Redis.from_url(servers.broker_address) as broker:
        return not (broker.exists("celery") or broker.exists("unacked"))
