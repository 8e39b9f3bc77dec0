"""What beat ticks for the care record."""

from celery import shared_task
from django.utils import timezone

from care.privacy.erasing import erase_what_is_due
from care.progress import check_ins


@shared_task(name="care.ask_after_sessions")
def ask_after_sessions() -> None:
    """Asks, a day after, how it was."""
    check_ins.ask_after_sessions(now=timezone.now())


@shared_task(name="care.erase_what_is_due")
def erase_due_records() -> None:
    """Erases what patients asked for, once the law allows it."""
    erase_what_is_due(now=timezone.now())
