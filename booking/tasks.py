"""What beat ticks for bookings."""

from celery import shared_task
from django.utils import timezone

from booking import lifecycle


@shared_task(name="booking.expire_holds")
def expire_holds() -> None:
    """Marks holds that ran out. Tidying only: an expired hold is bookable without it."""
    lifecycle.expire(now=timezone.now())
