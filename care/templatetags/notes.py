"""What pages of therapists say about notes: `{% notes_to_write as count %}`."""

from typing import Any

from django import template
from django.utils import timezone

from care.access import is_therapist
from care.notes.reading import unfinished

register = template.Library()


@register.simple_tag(takes_context=True)
def notes_to_write(context: dict[str, Any]) -> int:
    """How many sessions of the reader want a note; one query, none for who is no therapist."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or not is_therapist(user):
        return 0
    return unfinished(user.therapist, timezone.now()).count()
