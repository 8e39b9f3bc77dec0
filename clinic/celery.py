"""The Celery application. Celery only wakes us up: what is due stands in PostgreSQL."""

import gc
import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import (
    after_task_publish,
    beat_init,
    celeryd_after_setup,
    worker_init,
    worker_process_init,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

log = structlog.get_logger(__name__)

app = Celery("unknot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_unsafe_settings(**_arguments: Any) -> None:
    """Worker and beat, like the web process, do not start with settings unfit for production."""
    from clinic import checks

    checks.refuse_unsafe_settings()


@celeryd_after_setup.connect
def keep_connections_from_children(**_arguments: Any) -> None:
    """A beat inside a worker is its copy: on a connection that both have, it would wait forever."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


@worker_process_init.connect
def leave_what_stays_alone(**_arguments: Any) -> None:
    """What is imported stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@beat_init.connect
def note_every_tick(**_arguments: Any) -> None:
    """Beat itself writes down that it ticks, so that its silence is not taken for a worker's."""
    after_task_publish.connect(note_tick)


def note_tick(**_arguments: Any) -> None:
    """The broker has taken a tick. Without a database beat goes on: it will be needed again."""
    from django.db import Error, close_old_connections
    from django.utils import timezone

    from reminders import signs

    # Nobody else does it in a process that serves neither requests nor tasks.
    close_old_connections()
    try:
        signs.note(signs.BEAT, now=timezone.now())
    except Error as error:
        log.warning("tick not written down", error=type(error).__name__)
