"""What waits for the therapist, on each of their pages: `{% waits_for_me as waiting %}`."""

from typing import Any

from django import template
from django.utils import timezone

from care.access import is_therapist
from care.waiting import WAITING, Waiting, who_looks

register = template.Library()


@register.simple_tag(takes_context=True)
def waits_for_me(context: dict[str, Any]) -> Waiting:
    """At most one query; none for who is no therapist, for whom nothing waits."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated or not is_therapist(request.user):
        return Waiting()
    known: Waiting | None = request.META.get(WAITING)
    return known or who_looks(request.user, now=timezone.now())[1]
