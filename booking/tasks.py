"""What beat ticks for bookings."""

from celery import shared_task
from django.utils import timezone

from booking import attention, lifecycle
from booking.digest import settling
from booking.waiting import offering as waiting


@shared_task(name="booking.expire_holds")
def expire_holds() -> None:
    """Marks holds that ran out. Tidying only: an expired hold is bookable without it."""
    lifecycle.expire(now=timezone.now())


@shared_task(name="booking.settle_told_together")
def settle_told_together() -> None:
    """Takes back reminders that another of the family's has told of. Tidying only."""
    settling.settle_told_together(now=timezone.now())


@shared_task(name="booking.note_what_is_stranded")
def note_what_is_stranded() -> None:
    """Finds what was stranded by a way that asks nobody: an import, a shell, a race."""
    attention.sweep(now=timezone.now())


@shared_task(name="booking.offer_free_starts")
def offer_free_starts() -> None:
    """Offers what is free to those who wait, in the order of the line."""
    waiting.offer_free_starts(now=timezone.now())
