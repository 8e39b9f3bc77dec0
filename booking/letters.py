"""What the messages about an appointment say. The texts stand in `templates/messages/`.

Nothing of health is in them. Subjects and text messages show on lock screens: there stands neither
the treatment nor a family name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string

from booking.additions import before_visit
from booking.calendar_file import Method, calendar_file, manage_link
from booking.messages import Kind
from booking.models import Appointment
from booking.policy import cancel_until, reschedule_until
from patients.models import Patient, Relationship
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording

TEMPLATES = {
    Kind.CONFIRMATION: "confirmation",
    Kind.CHANGE: "change",
    Kind.CANCELLATION: "cancellation",
    Kind.REMINDER_FIRST: "reminder",
    Kind.REMINDER_SECOND: "reminder",
    Kind.ASKED_TO_MOVE: "asked_to_move",
}
INVITATIONS = {
    Kind.CONFIRMATION: Method.REQUEST,
    Kind.CHANGE: Method.REQUEST,
    Kind.CANCELLATION: Method.CANCEL,
}
# What a lock screen may show of the treatment.
DISCREET = "massage therapy"


def render(
    message: OutgoingMessage, appointment: Appointment, now: datetime, wording: Wording
) -> Content:
    """The finished message, for the channel of its row."""
    kind = Kind(message.kind)
    if appointment.patient is None:
        raise ValueError("There is nobody to write to.")
    context = context_of(appointment, appointment.patient)
    if message.channel == Channel.SMS:
        return SmsContent(to=context["phone"], text=line(f"sms/{TEMPLATES[kind]}.txt", context))
    context["before_visit"] = before_visit_links(appointment)
    context["policy"] = line("email/policy.txt", context | _until(appointment, now))
    invitation = INVITATIONS.get(kind)
    name = f"email/{TEMPLATES[kind]}"
    return EmailContent(
        to=context["email"],
        subject=line(f"{name}.subject.txt", context),
        text=text(f"{name}.txt", context),
        html=render_to_string(f"messages/{name}.html", context),
        calendar=calendar_file(appointment, method=invitation, now=now) if invitation else b"",
        calendar_method=invitation.value if invitation else "",
        reply_to=appointment.location.email,
    )


def context_of(appointment: Appointment, patient: Patient) -> dict[str, Any]:
    """Everything the texts may say to `patient`. Names are of one line, whatever was typed."""
    location = appointment.location
    called = one_line(patient.called)
    for_whom = "" if patient.relationship == Relationship.SELF else called
    return {
        "appointment": appointment,
        "location": location,
        "clinic": settings.CLINIC_NAME,
        "what": _discreetly(appointment, for_whom),
        "called": called,
        "for_whom": for_whom,
        "email": patient.contact_email,
        "phone": str(patient.phone),
        "link": manage_link(appointment),
        "book_link": f"{settings.SITE_URL}/book/",
        "map_link": map_link(location.address),
    }


def before_visit_links(appointment: Appointment) -> list[dict[str, str]]:
    """What other rooms ask before every visit; a link says nothing of health."""
    return [
        {"label": step.label, "link": f"{settings.SITE_URL}{step.path(appointment)}"}
        for step in before_visit()
        if step.in_messages
    ]


def _discreetly(appointment: Appointment, for_whom: str) -> str:
    """One address may serve a family, so a child's messages say whose they are."""
    whose = f", for {for_whom}" if for_whom else ""
    return (
        f"{DISCREET}, {appointment.minutes} minutes with {appointment.therapist.first_name}{whose}"
    )


def map_link(address: str) -> str:
    """Where the address is, on a map that tracks nobody."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"


def _until(appointment: Appointment, now: datetime) -> dict[str, datetime | None]:
    """Until when the patient may still move and cancel; None: no longer."""
    move, cancel = reschedule_until(appointment), cancel_until(appointment)
    return {
        "move_until": move if now <= move else None,
        "cancel_until": cancel if now <= cancel else None,
    }


def line(template: str, context: Mapping[str, Any]) -> str:
    """A template as one line."""
    return one_line(render_to_string(f"messages/{template}", dict(context)))


def text(template: str, context: Mapping[str, Any]) -> str:
    """Plain text without the runs of blank lines that template tags leave behind."""
    rendered = render_to_string(f"messages/{template}", dict(context))
    paragraphs = (paragraph.strip() for paragraph in rendered.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def one_line(text: str) -> str:
    return " ".join(text.split())
