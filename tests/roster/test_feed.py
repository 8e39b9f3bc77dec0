"""The calendar feed: who gets it, and that any reader of calendars understands it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from booking import lifecycle
from booking.models import Appointment
from roster.feed.entries import entries_of, initials, version_of
from roster.feed.file import feed_file
from roster.feed.link import make_link, renew_link
from roster.models import CalendarFeed
from tests.care.people import Cast
from tests.factories import NOW, PATIENT, Clinic, make_patient
from tests.frontdesk.panels import booked, soon
from therapists.models import TimeOff

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
INSTANT = re.compile(r"(DTSTAMP|DTSTART|DTEND|LAST-MODIFIED):\d{8}T\d{6}Z")


@pytest.fixture
def link(cast: Cast, clinic: Clinic) -> str:
    """Maya's."""
    return address(make_link(clinic.therapist, now=NOW))


def address(feed: CalendarFeed) -> str:
    return reverse("roster:feed", args=[feed.token])


def written(clinic: Clinic, now: datetime = NOW) -> bytes:
    return feed_file(clinic.therapist, entries_of(clinic.therapist, now=now), now=now)


def events(content: bytes) -> list[Event]:
    """As a reader of calendars understands them."""
    return [one for one in Calendar.from_ical(content).walk() if isinstance(one, Event)]


def away(clinic: Clinic, starts_at: datetime, ends_at: datetime) -> TimeOff:
    return TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=starts_at, ends_at=ends_at, reason="Knee surgery"
    )


def test_it_shows_initials_treatment_and_place(cast: Cast, clinic: Clinic) -> None:
    [event] = events(written(clinic))
    assert event["SUMMARY"] == f"A.A. {clinic.treatment}"
    assert event["LOCATION"] == f"Room 1, {clinic.location}"
    assert (event.start, event.end) == (clinic.at(10), clinic.at(11))
    assert event["DTSTART"].to_ical() == b"20270504T170000Z"


def test_it_says_nothing_else_of_the_patient(clinic: Clinic) -> None:
    patient = make_patient(
        given_name="Marker", family_name="Secretly", phone="+16045550123", pronouns="she"
    )
    clinic.book(clinic.at(10), patient)
    away(clinic, clinic.at(12), clinic.at(13))
    content = written(clinic).decode().replace("\r\n ", "")
    for secret in ("Marker", "Secretly", "5550123", patient.email, "she", "Knee", "$", "http"):
        assert secret not in content


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({}, "A.A."),
        ({"preferred_name": "zoë"}, "Z.A."),
        ({"given_name": "'Ωmega", "family_name": " łuk"}, "Ω.Ł."),
        ({"given_name": "\U0001f486", "family_name": "1"}, ""),
    ],
)
def test_it_takes_initials_of_the_name_people_go_by(names: Any, expected: str) -> None:
    assert initials(make_patient(**names)) == expected


def test_it_moves_the_same_entry(cast: Cast, clinic: Clinic) -> None:
    [before] = events(written(clinic))
    later = NOW + HOUR
    lifecycle.reschedule(
        appointment=cast.appointment,
        therapist=clinic.therapist,
        starts_at=clinic.at(12),
        now=later,
        actor=PATIENT,
    )
    [after] = events(written(clinic))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert [event.LAST_MODIFIED for event in (before, after)] == [NOW, later]


def test_it_leaves_out_what_is_cancelled_held_or_a_colleagues(cast: Cast, clinic: Clinic) -> None:
    lifecycle.cancel(appointment=cast.appointment, now=NOW, actor=PATIENT)
    clinic.hold(clinic.at(14))
    clinic.book(clinic.at(10), therapist=clinic.therapists[1])
    assert events(written(clinic)) == []


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (timedelta(days=14) - HOUR, True),
        (timedelta(days=14), False),
        (-timedelta(days=90) - HOUR + timedelta(seconds=1), True),
        (-timedelta(days=90) - HOUR, False),
    ],
)
def test_it_looks_two_weeks_back_and_three_months_ahead(
    cast: Cast, clinic: Clinic, after: timedelta, shown: bool
) -> None:
    now = cast.appointment.ends_at + after
    assert bool(entries_of(clinic.therapist, now=now)) == shown


def test_it_shows_whole_days_of_time_off_as_dates(clinic: Clinic) -> None:
    away(clinic, clinic.at(0), clinic.at(0, days=3))
    [event] = events(written(clinic))
    assert (event.start, event.end) == (date(2027, 5, 4), date(2027, 5, 6))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event["SUMMARY"], event["TRANSP"]) == ("Time off", "OPAQUE")


def test_it_shows_hours_of_time_off_as_hours(clinic: Clinic) -> None:
    away(clinic, clinic.at(9), clinic.at(12))
    [event] = events(written(clinic))
    assert (event.start, event.end) == (clinic.at(9), clinic.at(12))


@pytest.fixture
def long_lines(clinic: Clinic) -> bytes:
    """A calendar whose place is longer than a line, and no ASCII."""
    clinic.location.name = "Ünter den Eichen, Haus; " * 4
    clinic.location.save()
    clinic.book(clinic.at(10))
    return written(clinic)


def test_it_ends_and_folds_lines_as_the_standard_wants(long_lines: bytes) -> None:
    """RFC 5545, 3.1, without the library that wrote it."""
    lines = long_lines.split(b"\r\n")
    assert lines[-1] == b""
    assert not set(b"\r\n") & set(b"".join(lines))
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)


def test_it_has_every_property_that_the_standard_wants(long_lines: bytes) -> None:
    """RFC 5545, 3.6 and 3.6.1, without the library that wrote it."""
    lines = long_lines.decode().replace("\r\n ", "").splitlines()
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    head = lines[1 : lines.index("BEGIN:VEVENT")]
    assert [names(head).count(name) for name in ("PRODID", "VERSION")] == [1, 1]
    once = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "SUMMARY")
    assert [names(event).count(name) for name in once] == [1] * 7
    assert sum(bool(INSTANT.fullmatch(line)) for line in event) == 4
    assert any(line.startswith(r"LOCATION:Room 1\, Ünter den Eichen\, Haus\; ") for line in event)


def names(lines: list[str]) -> list[str]:
    return [re.split("[:;]", line)[0] for line in lines]


def test_it_is_read_without_signing_in_and_kept_by_nobody(link: str) -> None:
    response = Client().get(link)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_it_answers_head_without_writing_anything(link: str) -> None:
    response = Client().head(link)
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"]
    assert Client().post(link).status_code == 405


def test_it_says_when_nothing_has_changed(link: str, clinic: Clinic) -> None:
    away(clinic, soon(clinic, 9), soon(clinic, 12))
    known = {"If-None-Match": Client().get(link)["ETag"]}
    unchanged = Client().get(link, headers=known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "private" in unchanged["Cache-Control"]
    booked(clinic, soon(clinic, 14))
    assert Client().get(link, headers=known).status_code == 200


def test_it_notices_another_room(cast: Cast, clinic: Clinic) -> None:
    before = version_of(entries_of(clinic.therapist, now=NOW))
    Appointment.objects.update(room=clinic.location.rooms.last())
    assert version_of(entries_of(clinic.therapist, now=NOW)) != before


def test_it_is_gone_with_a_wrong_link(link: str) -> None:
    wrong = link.replace(link[15:20], "wrong" if link[15:20] != "wrong" else "right")
    assert Client().get(wrong).status_code == 404
    for odd in ("short", "%00" * 43, "x" * 44, "é" * 43):
        assert Client().get(f"/roster/feed/{odd}.ics").status_code == 404


def test_it_is_gone_once_the_link_is_renewed(link: str, clinic: Clinic) -> None:
    assert renew_link(clinic.therapist, seen=NOW, now=NOW + HOUR)
    assert Client().get(link).status_code == 404
    assert Client().get(address(CalendarFeed.objects.get())).status_code == 200


@pytest.mark.parametrize("who", ["therapist", "account"])
def test_it_is_gone_when_the_therapist_has_left(link: str, cast: Cast, who: str) -> None:
    maya: Any = cast.users["maya"]
    row = maya.therapist if who == "therapist" else maya
    row.is_active = False
    row.save()
    assert Client().get(link).status_code == 404


def test_it_costs_five_queries_however_much_there_is(
    link: str, clinic: Clinic, django_assert_num_queries: Any
) -> None:
    for hour in (9, 11, 13, 15):
        booked(clinic, soon(clinic, hour))
        away(clinic, soon(clinic, hour, days=3), soon(clinic, hour + 1, days=3))
    with django_assert_num_queries(5):
        content = Client().get(link).content
    assert len(events(content)) == 8


def test_it_keeps_its_link_out_of_the_log(link: str, caplog: pytest.LogCaptureFixture) -> None:
    Client().get(link)
    assert "GET /roster/feed/[token].ics" in caplog.text
    assert CalendarFeed.objects.get().token not in caplog.text


def test_it_reads_an_hour_that_occurs_twice_as_two(clinic: Clinic) -> None:
    """Half past one, before and after clocks go back in Toronto on 7 November 2027."""
    twice = [datetime(2027, 11, 7, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    away(clinic, *twice)
    [event] = events(written(clinic, now=datetime(2027, 11, 1, tzinfo=UTC)))
    assert [event.start, event.end] == twice
