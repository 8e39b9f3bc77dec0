"""What a reminder says that tells of a family's whole day. It is the first one's, and more.

The e-mail is the reminder of the first, with the others and their own links below. A text message
names them all in one sentence of ours; its link is the first one's.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from booking import letters
from booking.calendar_file import manage_link
from booking.digest.family import Reminded
from booking.digest.letters import MOST_IN_A_TEXT
from booking.models import Appointment
from booking.particulars import particulars
from booking.templatetags.clinic_time import clinic_time
from patients.models import Relationship
from reminders.channels import Content, EmailContent
from reminders.models import Channel, OutgoingMessage
from reminders.moulds import Block, one_line
from reminders.words import Wording, Words

TEMPLATE = "reminder"


def render(
    message: OutgoingMessage, reminded: Reminded, now: datetime, wording: Wording
) -> Content:
    """The finished reminder, for the channel of its row."""
    first, others = reminded.appointment, reminded.told_too(now)
    if not others:
        return letters.render(message, first, now, wording)
    with override(letters.whom(first).speaks):
        if message.channel == Channel.SMS:
            return _text_message(first, others)
        family, more = _others(others), _more(len(others))
    email = letters.render(message, first, now, wording, family=family)
    assert isinstance(email, EmailContent)
    return replace(email, subject=f"{email.subject}, {more}")


def _text_message(first: Appointment, others: Sequence[Appointment]) -> Content:
    """2 appointments on Tuesday 4 May: 10:00 am Leo, 11:00 am you"""
    patient = letters.whom(first)
    every = sorted([first, *others], key=lambda one: (one.starts_at, one.pk))
    values = particulars(first, patient) | {
        "count": str(len(every)),
        "family": _in_short(every),
        "link": manage_link(first),
    }
    if any(one.attending_since is None for one in every):
        values["attend_link"] = f"{manage_link(first)}attending/"
    words = Words(opening=_("{clinic}: {count} appointments on {date}: {family}. Details: {link}"))
    return letters.text_message(TEMPLATE, words, values, patient)


def _in_short(every: Sequence[Appointment]) -> str:
    places = {one.location_id for one in every}
    said = [
        f"{clinic_time(one.starts_at, one.location)} {_called(one, every)}"
        + (f" ({one_line(one.location.name)})" if len(places) > 1 else "")
        for one in every[:MOST_IN_A_TEXT]
    ]
    if left := len(every) - len(said):
        said.append(_more(left))
    return ", ".join(said)


def _more(count: int) -> str:
    return _("and {count} more").format(count=count)


def _called(one: Appointment, every: Sequence[Appointment]) -> str:
    """Whoever reads it is "you"; where two people share an address, each has a name."""
    own = {each.patient_id for each in every if _is_own(each)}
    if _is_own(one) and len(own) == 1:
        return pgettext("whose appointment", "you")
    return one_line(letters.whom(one).called)


def _is_own(one: Appointment) -> bool:
    return letters.whom(one).relationship == Relationship.SELF


def _others(others: Sequence[Appointment]) -> Block:
    """Each with its own links."""
    lines = [(_line(one), _links(one)) for one in others]
    html = format_html_join(
        "\n",
        "<p>{}{}</p>",
        ((line, format_html_join("", '<br>\n<a href="{}">{}</a>', links)) for line, links in lines),
    )
    text = "\n\n".join(
        "\n".join([line, *(f"{label}\n{link}" for link, label in links)]) for line, links in lines
    )
    return Block(html=html, text=text)


def _line(one: Appointment) -> str:
    return _("{time} to {end}: {name} with {therapist}, {location}").format(
        time=clinic_time(one.starts_at, one.location),
        end=clinic_time(one.ends_at, one.location),
        name=one_line(letters.whom(one).called),
        therapist=one_line(one.therapist.name),
        location=one_line(one.location.name),
    )


def _links(one: Appointment) -> list[tuple[str, str]]:
    link = manage_link(one)
    said = [(link, _("Manage this appointment"))]
    if one.attending_since is None:
        said.insert(0, (f"{link}attending/", _("I’ll be there")))
    return said
