"""The messages about an appointment. The texts stand in `templates/messages/` and in `wording`.

They are in the patient's language. Subjects and text messages show on lock screens: there stands
neither the treatment nor a family name.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from booking.calendar_file import Method, calendar_file, manage_link
from booking.messages import REMINDERS, Kind
from booking.models import Appointment
from booking.particulars import Particulars, before_visit_links, particulars, policy_sentence
from locations.models import Location
from patients.models import Patient
from reminders import moulds
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.moulds import Block
from reminders.words import Wording, Words

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
# The template of a text message that has no more to say than its words.
SAID = "said"


def render(
    message: OutgoingMessage,
    appointment: Appointment,
    now: datetime,
    wording: Wording,
    *,
    family: str | Block = "",
) -> Content:
    """The finished message, for the channel of its row.

    `family`: a line for each of the family's other appointments that day, for a reminder by e-mail.
    """
    kind, patient = Kind(message.kind), whom(appointment)
    with override(patient.speaks):
        words = wording.of(kind, message.channel, patient.speaks)
        values = particulars(appointment, patient) | _links(kind, appointment)
        if message.channel == Channel.SMS:
            template = TEMPLATES[kind] if kind in REMINDERS else SAID
            return text_message(template, words, values, patient)
        values["family"] = family
        values["policy"] = policy_sentence(appointment, now)
        if kind == Kind.CONFIRMATION:
            values["before_visit"] = before_visit_links(appointment)
        invitation = INVITATIONS.get(kind)
        return email(
            TEMPLATES[kind],
            words,
            values,
            patient,
            appointment.location,
            calendar=calendar_file(appointment, method=invitation, now=now) if invitation else b"",
            calendar_method=invitation.value if invitation else "",
        )


def email(
    template: str,
    words: Words,
    values: Particulars,
    patient: Patient,
    location: Location,
    *,
    calendar: bytes = b"",
    calendar_method: str = "",
) -> EmailContent:
    """The e-mail of that template to the patient, in the active language."""
    written = moulds.letter(template, words, values)
    return EmailContent(
        to=patient.contact_email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        calendar=calendar,
        calendar_method=calendar_method,
        reply_to=location.email,
    )


def text_message(template: str, words: Words, values: Particulars, patient: Patient) -> SmsContent:
    """The text message of that template, in the active language."""
    return SmsContent(to=str(patient.phone), text=moulds.text_message(template, words, values))


def whom(appointment: Appointment) -> Patient:
    """The patient of an appointment that messages are about."""
    if appointment.patient is None:
        raise ValueError("There is nobody to write to.")
    return appointment.patient


def _links(kind: Kind, appointment: Appointment) -> Particulars:
    """Where the words' `{link}` leads to is the kind's to say; and what else can be pressed."""
    link = manage_link(appointment)
    if kind == Kind.CANCELLATION:
        return {"link": f"{settings.SITE_URL}/book/"}
    if kind == Kind.ASKED_TO_MOVE:
        return {"link": f"{link}reschedule/?therapist=any", "cancel_link": f"{link}cancel/"}
    if kind in REMINDERS and appointment.attending_since is None:
        return {"attend_link": f"{link}attending/"}
    return {}
