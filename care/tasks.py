"""What beat ticks for the care record."""

from celery import shared_task
from django.utils import timezone

from care.progress import check_ins


@shared_task(name="care.ask_after_sessions")
def ask_after_sessions() -> None:
    """Asks, a day after, how it was."""
    check_ins.ask_after_sessions(now=timezone.now())
