"""Our words for a later start, which a clinic may replace with its own.

`{time}` is when it will begin. That it is on time after all is said in our words alone.
"""

from django.utils.translation import gettext as _

from reminders.models import Channel
from reminders.words import Words


def running_late(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: {therapist} is running late. {appointment} today will begin at "
                "about {time}. Sorry for the wait. Details: {link}"
            )
        )
    return Words(
        subject=_("Later today, about {time}: {appointment} with {therapist}"),
        heading=_("{therapist} is running late"),
        opening=_(
            "{appointment} today will begin at about {time}. It will be as long as agreed. We "
            "are sorry for the wait."
        ),
    )
