"""The Celery application. Celery only wakes us up: what is due stands in PostgreSQL."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

app = Celery("unknot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_unsafe_settings(**_arguments: Any) -> None:
    """Worker and beat, like the web process, do not start with settings unfit for production."""
    from clinic import checks

    checks.refuse_unsafe_settings()
