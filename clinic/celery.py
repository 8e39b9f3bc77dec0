"""The Celery application. Celery only wakes us up: what is due stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

app = Celery("unknot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
