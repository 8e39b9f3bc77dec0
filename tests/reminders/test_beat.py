from django.conf import settings

from clinic import celery_app


def test_it_ticks_only_tasks_that_workers_know() -> None:
    celery_app.loader.import_default_modules()
    ticked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"reminders.deliver_due", "booking.expire_holds"} <= ticked
    assert ticked <= set(celery_app.tasks)


def test_it_lets_an_unread_tick_expire_before_ticks_pile_up() -> None:
    tick = settings.CELERY_BEAT_SCHEDULE["deliver-due-messages"]
    assert tick["schedule"] <= tick["options"]["expires"] <= 60
