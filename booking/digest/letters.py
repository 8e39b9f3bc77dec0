"""What one message says about several appointments. The texts stand in `templates/messages/`."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking import letters
from booking.calendar_file import course_file, manage_link
from booking.digest.messages import Change, News
from booking.digest.rows import KIND
from booking.messages import Kind
from booking.particulars import particulars, policy_of_several
from booking.templatetags.clinic_time import clinic_moment, short_moment
from patients.models import Patient
from reminders import moulds
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import NONE, Wording

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
    patient = letters.whom(changes[0].appointment)
    with override(patient.speaks):
        context = _context(changes, patient)
        if message.channel == Channel.SMS:
            return SmsContent(to=str(patient.phone), text=moulds.text_message_of(KIND, context))
        settled = context["settled"]
        written = moulds.letter_of(KIND, NONE, context)
        return EmailContent(
            to=patient.contact_email,
            subject=written.subject,
            text=written.text,
            html=written.html,
            calendar=course_file(settled, now=now) if settled else b"",
            calendar_method="PUBLISH" if settled else "",
            reply_to=changes[0].appointment.location.email,
        )


def _context(changes: Sequence[Change], patient: Patient) -> dict[str, Any]:
    """Everything the texts may say; `settled` is what a calendar can be told of."""
    first = changes[0].appointment
    listed = [_listed(one) for one in changes]
    became = {one["became"] for one in listed}
    return {
        **particulars(first, patient),
        "changes": listed,
        "list": " ".join(_in_a_text(one) for one in changes[:MOST_IN_A_TEXT]),
        "not_in_a_text": _not_in_a_text(len(changes) - MOST_IN_A_TEXT, str(first.location.phone)),
        "settled": [one.appointment for one in changes if one.message.kind != Kind.ASKED_TO_MOVE],
        "places": list(dict.fromkeys(one.appointment.location for one in changes)),
        "asks": Became.ASKED in became,
        "keeps": bool(became - {Became.ASKED, Became.CANCELLED}),
        "policy": policy_of_several(first.location),
    }


def _listed(change: Change) -> dict[str, Any]:
    appointment = change.appointment
    became = _became(change)
    return {
        "became": became,
        "heading": _heading(became),
        "instead_of": _instead_of(change, became),
        "appointment": appointment,
        "location": appointment.location,
        "link": manage_link(appointment),
    }


def _heading(became: Became) -> str:
    return {
        Became.ASKED: _("Please choose another time"),
        Became.CANCELLED: _("Cancelled"),
        Became.MOVED: _("Moved"),
        Became.WITH_ANOTHER: _("With another therapist"),
        Became.BOOKED: _("Booked"),
    }[became]


def _instead_of(change: Change, became: Became) -> str:
    """Where it was, or with whom, before it moved; empty: it did not."""
    therapist = change.therapist_before
    if became == Became.WITH_ANOTHER and therapist:
        return _("Instead of {therapist}").format(therapist=therapist.name)
    if became != Became.MOVED or change.before is None:
        return ""
    moment = clinic_moment(change.before, change.appointment.location)
    if therapist is None:
        return _("Instead of {moment}").format(moment=moment)
    said = _("Instead of {moment} with {therapist}")
    return said.format(moment=moment, therapist=therapist.name)


def _in_a_text(change: Change) -> str:
    """What has become of it, for a text message."""
    appointment = change.appointment
    said = {
        Became.ASKED: _("Please choose another time than {time}: {link}reschedule/?therapist=any"),
        Became.CANCELLED: _("Cancelled: {time}."),
        Became.MOVED: _("Moved: {before} to {time} with {therapist}: {link}"),
        Became.WITH_ANOTHER: _("{time} now with {therapist}: {link}"),
        Became.BOOKED: _("Booked: {time} with {therapist}: {link}"),
    }[_became(change)]
    return said.format(
        time=short_moment(appointment.starts_local),
        before=short_moment(change.before.astimezone(appointment.zone)) if change.before else "",
        therapist=appointment.therapist.first_name,
        link=manage_link(appointment),
    )


def _not_in_a_text(count: int, phone: str) -> str:
    if count <= 0:
        return ""
    if phone:
        return _("{count} more: please phone us at {phone}.").format(count=count, phone=phone)
    return _("{count} more: please phone us.").format(count=count)


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
