"""The checklist on the admin's first page."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from frontdesk.setting_up.checks import Facts, checklist

register = template.Library()


@register.inclusion_tag("admin/frontdesk/set_up/card.html")
def set_up_card() -> dict[str, Any]:
    """What is missing before somebody can book, for whoever may set it up."""
    now: datetime = timezone.now()
    return {"checklist": checklist(Facts(now))}
