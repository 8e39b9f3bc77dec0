"""Reminders that another one has told of: nobody at the desk takes them for still to come.

Tidying only: each finds that out by itself when its own time comes.
"""

from datetime import datetime, timedelta

from django.db import transaction

from booking.digest.family import TOLD
from booking.models import ToldTogether
from reminders.models import OutgoingMessage, State
from reminders.outbox import withdraw_these

# Further back than a tick that comes late.
LATELY = timedelta(minutes=10)


def settle_told_together(*, now: datetime) -> int:
    """Withdraws what was told of lately; how many it was. What somebody else has locked stays."""
    told = ToldTogether.objects.filter(
        told_in__state=State.SENT, told_in__sent_at__gt=now - LATELY, told_in__sent_at__lte=now
    )
    waiting = OutgoingMessage.objects.filter(pk__in=told.values("reminder"), state=State.DUE)
    with transaction.atomic(durable=True):
        rows = list(waiting.order_by("pk").select_for_update(skip_locked=True))
        return withdraw_these(rows, reason=TOLD)
