"""A message in the archive, for the tests of those who must reach it there."""

from reminders.models import ArchivedMessage, OutgoingMessage

COPIED = (
    *("subject", "version", "kind", "channel", "due_at", "state", "recipient", "error"),
    *("created_at", "sent_at"),
)


def put_away(message: OutgoingMessage) -> ArchivedMessage:
    """As the archive does with what is old enough."""
    copied = {name: getattr(message, name) for name in COPIED}
    archived = ArchivedMessage.objects.create(key=message.pk, archived_at=message.due_at, **copied)
    message.delete()
    return archived
