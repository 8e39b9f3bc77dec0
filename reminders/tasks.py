"""What beat ticks. A lost or doubled tick changes nothing: what is due stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from reminders import alert, archive, delivery, signs
from reminders.models import Channel

# As beat's own ticks.
WAKE_UP_SECONDS = 10


@shared_task(name="reminders.deliver_due")
def deliver_due(channels: list[str] | None = None) -> None:
    """Delivers one batch of what is due, over these channels or all.

    When there was more than one batch holds, it wakes up a worker for the next: the one that has
    time first. A lost wake-up costs no more than the time to the next tick.
    """
    signs.note(signs.WORKER, now=timezone.now())
    wanted = [Channel(channel) for channel in channels or Channel]
    delivered = delivery.deliver_batch(clock=timezone.now, channels=wanted)
    if delivered.leaves_more:
        # Ticks begin such chains anew; what nobody takes up soon must not pile up behind them.
        deliver_due.apply_async([sorted(delivered.reachable)], expires=WAKE_UP_SECONDS)


@shared_task(name="reminders.watch")
def watch_messages() -> None:
    """Tells somebody, once, when messages go late."""
    alert.watch(now=timezone.now())


@shared_task(name="reminders.archive_old")
def archive_old() -> None:
    """Puts old messages away, as many as two minutes allow."""
    archive.tidy(now=timezone.now())
