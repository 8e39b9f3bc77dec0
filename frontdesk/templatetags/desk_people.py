"""Small words and icons of the patients' pages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from booking.templatetags.clinic_time import day_as, spoken_time
from frontdesk.board.wording import STATES
from frontdesk.people.messages import Matter
from locations.models import Location
from reminders.models import OutgoingMessage, State
from reminders.reasons import in_words

register = template.Library()

MESSAGE_ICONS: dict[str, str] = {
    State.DUE: "schedule",
    State.SENDING: "outgoing_mail",
    State.SENT: "mark_email_read",
    State.WITHDRAWN: "cancel_schedule_send",
    State.DEAD: "error",
}


@register.filter
def state_icon(appointment: Appointment) -> str:
    return STATES[appointment.status][0]


@register.filter
def short_moment(moment: datetime, location: Location) -> str:
    """Tue 4 May 2027, 1:30 pm, on the location's clock."""
    shown = moment.astimezone(location.zone)
    return f"{day_as(shown, 'D j M Y')}, {spoken_time(shown)}"


@register.filter
def message_icon(message: OutgoingMessage) -> str:
    return MESSAGE_ICONS[message.state]


# What `patients.duplicates` found to be alike.
SHARED = {
    "same name": _("same name"),
    "similar name": _("similar name"),
    "same date of birth": _("same date of birth"),
    "same phone": _("same phone"),
    "same e-mail": _("same e-mail"),
}


@register.filter
def shared_words(shared: Iterable[str]) -> list[str]:
    """What two records have in common, in the reader's language."""
    return [str(SHARED.get(one, one)) for one in shared]


register.filter("in_words", in_words)


@register.filter
def matter_among(message: OutgoingMessage, matters: Mapping[str, Matter]) -> Matter:
    """What a message is about."""
    return matters[message.subject]


@register.filter
def age(born: date) -> int:
    """In whole years, today."""
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
