"""What one message says about several appointments. The texts stand in `templates/messages/`."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format

from booking import letters
from booking.calendar_file import course_file, manage_link
from booking.digest.messages import Change, News
from booking.digest.rows import KIND
from booking.letters import DISCREET, context_of, line, text
from booking.messages import Kind
from booking.models import Appointment
from booking.policy import policy_of
from booking.templatetags.clinic_time import spoken_time
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording

# A text message of more is refused by some, and read by nobody.
MOST_IN_A_TEXT = 6


class Became(StrEnum):
    """What has become of an appointment, for the patient."""

    BOOKED = "booked"
    MOVED = "moved"
    WITH_ANOTHER = "with_another"
    CANCELLED = "cancelled"
    ASKED = "asked"


def render(message: OutgoingMessage, news: News, now: datetime, wording: Wording) -> Content:
    """The finished message, for the channel of its row."""
    changes = news.holding(now)
    if len(changes) == 1:
        (only,) = changes
        return letters.render(only.message, only.appointment, now, wording)
    context = _context(changes)
    if message.channel == Channel.SMS:
        return SmsContent(to=context["phone"], text=line(f"sms/{KIND}.txt", context))
    settled = context["settled"]
    return EmailContent(
        to=context["email"],
        subject=line(f"email/{KIND}.subject.txt", context),
        text=text(f"email/{KIND}.txt", context),
        html=render_to_string(f"messages/email/{KIND}.html", context),
        calendar=course_file(settled, now=now) if settled else b"",
        calendar_method="PUBLISH" if settled else "",
        reply_to=context["location"].email,
    )


def _context(changes: Sequence[Change]) -> dict[str, Any]:
    """Everything the texts may say; `settled` is what a calendar can be told of."""
    first = changes[0].appointment
    if first.patient is None:
        raise ValueError("There is nobody to write to.")
    listed = [_listed(one) for one in changes]
    policy = policy_of(first.location)
    became = {one["became"] for one in listed}
    return {
        **context_of(first, first.patient),
        "changes": listed,
        "in_a_text": listed[:MOST_IN_A_TEXT],
        "not_in_a_text": len(listed[MOST_IN_A_TEXT:]),
        "settled": [one.appointment for one in changes if one.message.kind != Kind.ASKED_TO_MOVE],
        "places": list(dict.fromkeys(one.appointment.location for one in changes)),
        "asks": Became.ASKED in became,
        "keeps": bool(became - {Became.ASKED, Became.CANCELLED}),
        "discreet": DISCREET,
        "move_hours": policy.reschedule_cutoff_hours,
        "cancel_hours": policy.cancel_cutoff_hours,
    }


def _listed(change: Change) -> dict[str, Any]:
    appointment = change.appointment
    return {
        "became": _became(change),
        "appointment": appointment,
        "location": appointment.location,
        "before": change.before,
        "therapist_before": change.therapist_before,
        "link": manage_link(appointment),
        "short": _short(appointment.starts_at, appointment),
        "short_before": _short(change.before, appointment) if change.before else "",
    }


def _became(change: Change) -> Became:
    match Kind(change.message.kind):
        case Kind.CANCELLATION:
            return Became.CANCELLED
        case Kind.ASKED_TO_MOVE:
            return Became.ASKED
        case Kind.CHANGE if change.before == change.appointment.starts_at:
            return Became.WITH_ANOTHER
        case Kind.CHANGE:
            return Became.MOVED
    return Became.BOOKED


def _short(moment: datetime, appointment: Appointment) -> str:
    """4 May 1:30 pm"""
    local = moment.astimezone(appointment.zone)
    return f"{date_format(local, 'j M')} {spoken_time(local)}"
