"""What the messages about a course say. The texts stand in `templates/messages/`."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from booking.calendar_file import course_file, manage_link
from booking.models import Appointment
from booking.names import joined
from booking.particulars import before_visit_links, particulars, policy_of_several
from booking.series.messages import Kind, News
from booking.templatetags.clinic_time import begins_with_vowel, clinic_zone, short_moment
from reminders import moulds
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording


def render(message: OutgoingMessage, news: News, now: datetime, wording: Wording) -> Content:
    """The finished message, for the channel of its row."""
    kind, patient = Kind(message.kind), news.series.patient
    told = _told(kind, news, now)
    with override(patient.speaks):
        context = _context(kind, news, told, now)
        if message.channel == Channel.SMS:
            return SmsContent(to=str(patient.phone), text=moulds.text_message_of(kind, context))
        words = wording.of(kind, message.channel, patient.speaks)
        written = moulds.letter_of(kind, words, context)
        return EmailContent(
            to=patient.contact_email,
            subject=written.subject,
            text=written.text,
            html=written.html,
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
    first, keys, patient = told[0], {one.pk for one in told}, news.series.patient
    values = particulars(first, patient)
    return {
        **values,
        **_whose(str(values["for_whom"])),
        "before_visit": before_visit_links(first),
        "sessions": [_listed(one) for one in told],
        "rest": [_listed(one) for one in news.booked(now) if one.pk not in keys],
        "list": ", ".join(short_moment(one.starts_local) for one in told),
        "cancelled": kind == Kind.CANCELLED,
        "therapist": _with_whom(told),
        "zones": _zone(told),
        "policy": policy_of_several(first.location),
    }


def _whose(name: str) -> dict[str, str]:
    """What `{appointment}` is of a course."""
    if not name:
        return {"appointment": _("your sessions"), "Appointment": _("Your sessions")}
    if begins_with_vowel(name):
        inside = pgettext("before a vowel", "{name}’s sessions")
        at_first = pgettext("begins a sentence, before a vowel", "{name}’s sessions")
    else:
        inside = _("{name}’s sessions")
        at_first = pgettext("begins a sentence", "{name}’s sessions")
    return {"appointment": inside.format(name=name), "Appointment": at_first.format(name=name)}


def _listed(appointment: Appointment) -> dict[str, Any]:
    return {"appointment": appointment, "link": manage_link(appointment)}


def _zone(sessions: list[Appointment]) -> str:
    """Vancouver time (UTC−7); without the offset when the clocks change in between."""
    zones = {clinic_zone(one.starts_at, one.location) for one in sessions}
    return zones.pop() if len(zones) == 1 else zones.pop().partition(" (")[0]


def _with_whom(sessions: list[Appointment]) -> str:
    """Maya; Maya and Jonas; Maya, Jonas and Priya."""
    return joined(dict.fromkeys(one.therapist.first_name for one in sessions))
