"""Our words for the messages about appointments, which a clinic may replace with its own.

What is written here is English; the French stands in `locale/`. A text message costs by the part:
160 characters where all are of the GSM alphabet (of French, it has à è é ù and no other accented
small letter), 70 where a single one is not. So the French ones do without ê, ç and ’.
"""

from django.utils.translation import gettext as _

from booking.messages import Kind
from booking.series.messages import Kind as SeriesKind
from reminders.models import Channel
from reminders.words import Ours, Words


def confirmation(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: {appointment} with {therapist} is booked for {date}, {time}, "
                "{address}. Move or cancel: {link}"
            )
        )
    return Words(
        subject=_("Booked for {date}, {time}: {appointment} with {therapist}"),
        heading=_("{appointment} is booked"),
        opening=_("We look forward to seeing you."),
    )


def change(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: {appointment} has changed, now {date}, {time} with {therapist}, "
                "{address}. Details: {link}"
            )
        )
    return Words(
        subject=_("Changed, now {date}, {time}: {appointment} with {therapist}"),
        heading=_("{appointment} has changed"),
        opening=_("This is how it is now; what was agreed before no longer holds."),
    )


def cancellation(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: {appointment} on {date}, {time} with {therapist} is cancelled. "
                "Book another time: {link}"
            )
        )
    return Words(
        subject=_("Cancelled, {date}, {time}: {appointment} with {therapist}"),
        heading=_("{appointment} is cancelled"),
        opening=_("You do not need to do anything."),
        closing=_("You are welcome to book again whenever it suits you."),
    )


def reminder(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: reminder, {appointment} is on {date}, {time} with {therapist}, "
                "{address}. Details: {link}"
            )
        )
    return Words(
        subject=_("Reminder for {date}, {time}: {appointment} with {therapist}"),
        heading=_("{appointment} is coming up"),
        opening=_("This is a reminder. See you soon."),
    )


def asked_to_move(channel: Channel) -> Words:
    if channel == Channel.SMS:
        return Words(
            opening=_(
                "{clinic}: sorry, we cannot keep {appointment} on {date}, {time} with "
                "{therapist}. Please choose another time: {link}"
            )
        )
    return Words(
        subject=_("Please choose another time than {date}, {time}: {appointment} with {therapist}"),
        heading=_("Please choose another time"),
        opening=_(
            "We are sorry: we cannot keep {appointment} at this time, because something has "
            "changed at the clinic. Please choose another time, or cancel it. If you do neither, "
            "we will phone you."
        ),
    )


def offer(channel: Channel) -> Words:
    """Until when it is kept, and for whom, is said by the message itself."""
    if channel == Channel.SMS:
        return Words(
            opening=_("{clinic}: a time is free: {date}, {time} with {therapist}. Answer: {link}")
        )
    return Words(
        subject=_("A time is free: {date}, {time} with {therapist}"),
        heading=_("A time is free"),
        opening=_("You asked us to tell you. This time has become free:"),
    )


def course_booked(channel: Channel) -> Words | None:
    """Of a course, `{date}` and `{time}` are of the first of its sessions that are told of."""
    if channel == Channel.SMS:
        return None
    return Words(
        subject=_("Booked: {appointment} with {therapist}, from {date}"),
        heading=_("{appointment} are booked"),
        opening=_("We look forward to seeing you."),
    )


def course_moved(channel: Channel) -> Words | None:
    if channel == Channel.SMS:
        return None
    return Words(
        subject=_("Moved: {appointment} with {therapist}, from {date}"),
        heading=_("New times for {appointment}"),
        opening=_("This is how it is now; what was agreed before no longer holds."),
    )


def course_cancelled(channel: Channel) -> Words | None:
    if channel == Channel.SMS:
        return None
    return Words(
        subject=_("Cancelled: {appointment} with {therapist}, from {date}"),
        heading=_("Sessions are cancelled"),
        opening=_("You do not need to do anything."),
        closing=_("You are welcome to book again whenever it suits you."),
    )


OF_APPOINTMENTS: dict[Kind, Ours] = {
    Kind.CONFIRMATION: confirmation,
    Kind.CHANGE: change,
    Kind.CANCELLATION: cancellation,
    Kind.REMINDER_FIRST: reminder,
    Kind.REMINDER_SECOND: reminder,
    Kind.ASKED_TO_MOVE: asked_to_move,
}
OF_COURSES: dict[SeriesKind, Ours] = {
    SeriesKind.BOOKED: course_booked,
    SeriesKind.MOVED: course_moved,
    SeriesKind.CANCELLED: course_cancelled,
}
