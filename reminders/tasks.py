"""What beat ticks. A lost or doubled tick changes nothing: what is due stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from reminders import delivery


@shared_task(name="reminders.deliver_due")
def deliver_due() -> None:
    """Delivers what is due; ends before the next worker restart would have to wait for long."""
    delivery.run(clock=timezone.now)
