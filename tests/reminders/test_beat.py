from typing import Any

import pytest
from django.conf import settings

from booking.tasks import (
    expire_holds,
    note_what_is_stranded,
    offer_free_starts,
    settle_told_together,
)
from care.tasks import erase_due_records
from clinic.celery import app
from reminders.tasks import deliver_due


# Celery checks the models when it reads the tasks, which asks the database for its version.
@pytest.mark.django_db
def test_it_ticks_the_tasks_by_the_names_they_have() -> None:
    app.loader.import_default_modules()
    ticked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    ours = (
        deliver_due,
        expire_holds,
        settle_told_together,
        note_what_is_stranded,
        offer_free_starts,
        erase_due_records,
    )
    assert {task.name for task in ours} <= ticked <= set(app.tasks)


def test_it_lets_an_unread_tick_expire_before_ticks_pile_up() -> None:
    tick: Any = settings.CELERY_BEAT_SCHEDULE["deliver-due-messages"]
    assert tick["schedule"] <= tick["options"]["expires"] <= 60
