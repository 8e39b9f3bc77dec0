"""What the messages about a course say. The texts stand in `templates/messages/`."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format

from booking.calendar_file import course_file, manage_link
from booking.letters import DISCREET, before_visit_links, context_of, line, text
from booking.models import Appointment
from booking.policy import policy_of
from booking.series.messages import Kind, News
from booking.templatetags.clinic_time import clinic_zone, spoken_time
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording


def render(message: OutgoingMessage, news: News, now: datetime, wording: Wording) -> Content:
    """The finished message, for the channel of its row."""
    kind = Kind(message.kind)
    told = _told(kind, news, now)
    context = _context(kind, news, told, now)
    if message.channel == Channel.SMS:
        return SmsContent(to=context["phone"], text=line(f"sms/{kind}.txt", context))
    return EmailContent(
        to=context["email"],
        subject=line(f"email/{kind}.subject.txt", context),
        text=text(f"email/{kind}.txt", context),
        html=render_to_string(f"messages/email/{kind}.html", context),
        calendar=course_file(told, now=now),
        calendar_method="PUBLISH",
        reply_to=told[0].location.email,
    )


def _told(kind: Kind, news: News, now: datetime) -> list[Appointment]:
    """The sessions that the message is about; `still_holds` has seen that there is one."""
    if kind == Kind.CANCELLED:
        return news.cancelled(now)
    return news.booked(now) if kind == Kind.BOOKED else news.moved(now)


def _context(kind: Kind, news: News, told: list[Appointment], now: datetime) -> dict[str, Any]:
    """Everything the texts may say; `rest` are the other sessions that are still booked."""
    first, keys = told[0], {one.pk for one in told}
    policy = policy_of(first.location)
    return {
        **context_of(first, news.series.patient),
        "before_visit": before_visit_links(first),
        "sessions": [_listed(one) for one in told],
        "rest": [_listed(one) for one in news.booked(now) if one.pk not in keys],
        "cancelled": kind == Kind.CANCELLED,
        "discreet": DISCREET,
        "with_whom": _with_whom(told),
        "zone": _zone(told),
        "move_hours": policy.reschedule_cutoff_hours,
        "cancel_hours": policy.cancel_cutoff_hours,
    }


def _listed(appointment: Appointment) -> dict[str, Any]:
    local = appointment.starts_local
    return {
        "appointment": appointment,
        "link": manage_link(appointment),
        "short": f"{date_format(local, 'j M')} {spoken_time(local)}",
    }


def _zone(sessions: list[Appointment]) -> str:
    """Vancouver time (UTC−7); without the offset when the clocks change in between."""
    zones = {clinic_zone(one.starts_at, one.location) for one in sessions}
    return zones.pop() if len(zones) == 1 else zones.pop().partition(" (")[0]


def _with_whom(sessions: list[Appointment]) -> str:
    """Maya; Maya and Jonas; Maya, Jonas and Priya."""
    names = list(dict.fromkeys(one.therapist.first_name for one in sessions))
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
