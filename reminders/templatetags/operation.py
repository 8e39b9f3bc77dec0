"""How the operator's page says times, and whether the admin warns of late messages."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reminders.lateness import lateness, spoken
from reminders.reasons import in_words

register = template.Library()
register.filter("spoken", spoken)
register.filter("in_words", in_words)


@register.filter
def ago(moment: datetime, now: datetime | None = None) -> str:
    """ "14 minutes ago"; "just now" for what is no more than a few seconds old."""
    seconds = int(((now or timezone.now()) - moment).total_seconds())
    return _("just now") if seconds < 5 else _("{time} ago").format(time=spoken(seconds))


@register.filter(expects_localtime=True)
def at_hour(moment: datetime) -> str:
    """13:05; 13 h 05"""
    return date_format(moment, pgettext("time pattern", "H:i"))


@register.filter(expects_localtime=True)
def at_second(moment: datetime) -> str:
    """13:05:09; 13 h 05 min 09 s"""
    return date_format(moment, pgettext("time pattern", "H:i:s"))


@register.filter(expects_localtime=True)
def weekday_hour(moment: datetime) -> str:
    """Mon 13:00; lun. 13 h"""
    return date_format(moment, pgettext("time pattern", "D H:i"))


@register.filter(expects_localtime=True)
def day_and_hour(moment: datetime) -> str:
    """4 May 2027, 13:05; 4 mai 2027 à 13 h 05"""
    return date_format(moment, pgettext("time pattern", "j M Y, H:i"))


@register.simple_tag
def messages_are_late() -> list[str]:
    """What is wrong, in sentences. Two reads of an index entry: a cache would cost as much."""
    return lateness(now=timezone.now()).troubles
