"""Nobody ticks any more, for minutes or for a day."""

from datetime import timedelta

from django.db.models import F
from django.test import Client
from django.utils import timezone

from reminders import delivery, signs
from reminders.models import Sign, State
from tests.factories import Clinic
from tests.faults.due import address, due, states
from tests.faults.post_office import PostOffice

A_DAY = timedelta(days=1)


def test_it_says_within_five_minutes_that_beat_is_away(clinic: Clinic, client: Client) -> None:
    for name in (signs.BEAT, signs.WORKER):
        signs.note(name, now=timezone.now())
    assert client.get("/readyz").json()["beat"] == "ok"
    due(clinic, 1)
    Sign.objects.update(at=F("at") - timedelta(minutes=5))
    assert client.get("/readyz").json()["beat"] == "late"
    assert client.get("/readyz/messages").status_code == 503


def test_it_sends_late_messages_once_and_none_for_what_is_past(
    clinic: Clinic, client: Client, post_office: PostOffice
) -> None:
    yesterday = timezone.now() - A_DAY
    late = due(clinic, 20, now=yesterday)
    in_between = yesterday + timedelta(hours=1)
    past = due(Clinic(), 10, now=yesterday, first_start=in_between, first_number=100)
    overdue = client.get("/readyz").json()["oldest_overdue_message_seconds"]
    assert overdue >= A_DAY.total_seconds()

    for _beat_is_back in range(3):
        delivery.run(clock=timezone.now)
    assert sorted(post_office.taken) == sorted(address(number) for number in range(20))
    assert states(late) == {State.SENT}
    assert states(past) == {State.WITHDRAWN}
