from typing import Any

from django.conf import settings

from booking.tasks import expire_holds
from reminders.tasks import deliver_due


def test_it_ticks_the_tasks_by_the_names_they_have() -> None:
    ticked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {deliver_due.name, expire_holds.name} <= ticked


def test_it_lets_an_unread_tick_expire_before_ticks_pile_up() -> None:
    tick: Any = settings.CELERY_BEAT_SCHEDULE["deliver-due-messages"]
    assert tick["schedule"] <= tick["options"]["expires"] <= 60
