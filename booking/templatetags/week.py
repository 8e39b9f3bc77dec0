"""A day of a week of starts, drawn once for all who are shown the same."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from booking.availability import DAYS_KEPT
from booking.week import Day

register = template.Library()


@register.simple_tag
def starts_of_day(day: Day, yours: datetime | str = "") -> SafeString:
    """Its starts as buttons; `yours` is the one that somebody has already."""
    return _drawn(day, yours or None, get_language() or "")


@register.simple_tag
def day_at_a_glance(day: Day) -> SafeString:
    """The day in the row that leads to each of a week."""
    return _glanced(day, get_language() or "")


# The templates are given nothing else, so nothing that is kept here can be out of date.
@lru_cache(maxsize=DAYS_KEPT)
def _drawn(day: Day, yours: datetime | None, _language: str) -> SafeString:
    return render_to_string("booking/day.html", {"day": day, "yours": yours})


@lru_cache(maxsize=DAYS_KEPT)
def _glanced(day: Day, _language: str) -> SafeString:
    return render_to_string("booking/day_at_a_glance.html", {"day": day})
