"""What the board's scripts say: they have no words of their own (static/js/board/words.js).

Named gaps, as in any marked sentence. A script asks for a word by its key.
"""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from booking.templatetags.clinic_time import spoken_time
from frontdesk.board.wording import ATTENDING

# A minute that spoken_time writes as it is.
SOME_MINUTE = 59


def board_words() -> dict[str, Any]:
    """`words` by key, and how each of the 24 `hours` is said: the whole hour, and with minutes."""
    return {
        "words": {
            **_of_the_calendar(),
            **_of_sessions(),
            **_of_the_panel(),
            **_of_toasts(),
            **_of_the_state(),
        },
        "hours": [_hour(hour) for hour in range(24)],
    }


def _hour(hour: int) -> tuple[str, str]:
    with_minutes = spoken_time(time(hour, SOME_MINUTE))
    return spoken_time(time(hour)), with_minutes.replace(str(SOME_MINUTE), "{minutes}")


def _of_the_calendar() -> dict[str, str]:
    return {
        "columns": _("Columns"),
        "sessions-and-free": _("Sessions and free time"),
        "one-session": pgettext("after a number", "session"),
        "many-sessions": pgettext("after a number", "sessions"),
        "from-to": pgettext("hours", "{start} to {end}"),
    }


def _of_sessions() -> dict[str, str]:
    return {
        "note": _("Has a note"),
        "series": _("Part of a course"),
        "trouble": _("Contact does not work"),
        "attention": _("Needs attention"),
        "attending-yes": str(ATTENDING["yes"]),
        "attending-no": str(ATTENDING["no"]),
        "call": _("Call before visit"),
        "new": pgettext("patient", "New"),
        "not-closed": pgettext("session", "Not closed"),
        "late": _("{minutes} min late"),
        "waiting": _("Waiting {minutes} min"),
        "over": _("{minutes} min over"),
    }


def _of_the_panel() -> dict[str, str]:
    return {
        "one-moment": _("One moment…"),
        "no-answer": _("The clinic's server does not answer. Check the network and try again."),
        "panel-signed-out": _("You have been signed out. Reload the page to sign in."),
        "our-fault": _("That went wrong on our side. Please try again."),
        "done": _("Done."),
        "not-here": _("This cannot be shown here."),
    }


def _of_toasts() -> dict[str, str]:
    return {
        "undo": pgettext("verb", "Undo"),
        "undo-what": _("Undo: {what}"),
        "undone": _("Undone."),
        "close-message": _("Close this message"),
        "not-taken-back": _("The clinic's server does not answer. It was not taken back."),
        "cannot-take-back": _("It could not be taken back."),
        "nothing-moved": _("Nothing was moved."),
    }


def _of_the_state() -> dict[str, str]:
    return {
        "updated": pgettext("schedule", "Updated"),
        "not-updated": _("Not updated since {time}; trying again"),
        "connected": _("Connected again"),
        "signed-out": _("You have been signed out."),
        "sign-in": _("Sign in again"),
        "may-not-see": _("Your account may no longer see the schedule."),
    }
