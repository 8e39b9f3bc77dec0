"""How the operator's page says times, and whether the admin warns of late messages."""

from datetime import datetime

from django import template
from django.utils import timezone

from reminders.lateness import lateness, spoken

register = template.Library()
register.filter("spoken", spoken)


@register.filter
def ago(moment: datetime, now: datetime | None = None) -> str:
    """ "14 minutes ago"; "just now" for what is no more than a few seconds old."""
    seconds = int(((now or timezone.now()) - moment).total_seconds())
    return "just now" if seconds < 5 else f"{spoken(seconds)} ago"


@register.simple_tag
def messages_are_late() -> list[str]:
    """What is wrong, in sentences. Two reads of an index entry: a cache would cost as much."""
    return lateness(now=timezone.now()).troubles
