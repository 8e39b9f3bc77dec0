"""What waits for the therapist, on each of their pages: `{% waits_for_me as waiting %}`."""

from typing import Any

from django import template
from django.utils import timezone

from care.access import is_therapist
from care.waiting import Waiting, waits_for

register = template.Library()


@register.simple_tag(takes_context=True)
def waits_for_me(context: dict[str, Any]) -> Waiting:
    """One query; none for who is no therapist, for whom nothing waits."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or not is_therapist(user):
        return Waiting()
    return waits_for(user.therapist, now=timezone.now())
