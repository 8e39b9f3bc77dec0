"""How a text message fared after it left us, as the provider tells."""

from datetime import datetime

from patients import trouble
from reminders.channels.sms import SAID_OF_THE_NUMBER
from reminders.models import Channel, OutgoingMessage
from reminders.outbox import LONGEST_REASON

FAILED = ("failed", "undelivered")
DELIVERED = "delivered"


def record_arrival(key: str, status: str, error_code: str, *, now: datetime) -> bool:
    """Notes it at the message with that key, and marks or clears the number; False: no such one.

    Told again, or of an older message than the mark, it changes nothing: a replay does no harm.
    """
    sent = OutgoingMessage.objects.filter(provider_key=key, channel=Channel.SMS).exclude(
        recipient=""
    )
    message = sent.first() if key else None
    if message is None:
        return False
    if status in FAILED:
        _record_failure(message, error_code, now)
    elif status == DELIVERED and message.sent_at:
        trouble.clear(message.recipient, sent_after=message.sent_at)
    return True


def _record_failure(message: OutgoingMessage, error_code: str, now: datetime) -> None:
    said = SAID_OF_THE_NUMBER.get(error_code, "")
    code = f"error {error_code}" if error_code.isdecimal() else "no reason given"
    reason = f"The SMS did not arrive: {said or code}."
    untold = OutgoingMessage.objects.filter(pk=message.pk, error="")
    is_news = untold.update(error=reason[:LONGEST_REASON])
    # Full queues and filters say nothing of the number.
    if is_news and (said or not error_code):
        trouble.mark(message.recipient, reason=reason, now=now)
