"""Our words for the check-in, which a clinic may replace with its own; none is about health."""

from django.utils.translation import gettext as _

from reminders.models import Channel
from reminders.words import Words


def check_in(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: how was it after {appointment} on {date}? Four short questions from "
                "{therapist}: {link}"
            )
        )
    return Words(
        subject=_("How was it after {appointment} on {date}?"),
        heading=_("How was it afterwards?"),
        opening=_(
            "{therapist} would like to know how it was after {appointment} on {date}. Four short "
            "questions, less than a minute."
        ),
    )
