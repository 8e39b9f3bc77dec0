"""The calendar as an iCalendar object (RFC 5545), for programs that subscribe to it.

Times are UTC, as in `booking.calendar_file`: an instant cannot be moved by a program's own zone
rules. A whole day is a date, which is on the clinic's clock wherever the phone is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from booking.calendar_file import PRODUCT, Method
from locations.letterhead import clinic_name
from roster.feed.entries import Entry
from therapists.models import Therapist

# How often programs that ask are told to look again.
LOOK_AGAIN = timedelta(minutes=15)


def feed_file(therapist: Therapist, entries: Iterable[Entry], *, now: datetime) -> bytes:
    """All entries as one published calendar."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", Method.PUBLISH.value)
    calendar.add("x-wr-calname", f"{clinic_name()}: {therapist.first_name}")
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _whole_second(now))
    # Unknown when: newer than what the program has, so that it takes what it gets.
    event.add("last-modified", _whole_second(entry.changed_at or now))
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("status", "CONFIRMED")
    event.add("summary", entry.summary)
    if entry.location:
        event.add("location", entry.location)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
