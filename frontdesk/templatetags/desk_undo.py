"""The button of a message that takes back what it tells of."""

from django import template
from django.contrib.messages.storage.base import Message

from frontdesk.panel import UNDO_AT

register = template.Library()


@register.filter
def undo_address(message: Message | str) -> str:
    """Where a POST takes it back; empty when nothing does."""
    tags = getattr(message, "extra_tags", "") or ""
    return tags.removeprefix(UNDO_AT) if tags.startswith(UNDO_AT) else ""
