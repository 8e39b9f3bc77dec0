"""How a message that is told together with others refers to the one that stands for them all.

It is withdrawn for the reason `TOGETHER`, and its next try remains the moment the other is due.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from reminders.models import OutgoingMessage, State

KIND = "several_changes"
TOGETHER = "Told in one message with the patient's other appointments."


def told_together(states: Iterable[State]) -> Q:
    """Messages in whose place another one stands that is in one of these states."""
    standing_in = OutgoingMessage.objects.filter(
        kind=KIND,
        channel=OuterRef("channel"),
        due_at=OuterRef("next_try_at"),
        state__in=tuple(states),
    )
    return Q(Exists(standing_in), state=State.WITHDRAWN, error=TOGETHER)
