"""The operator's page: what it counts, for whom, and what it never says."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from patients.models import ContactTrouble
from reminders import signs
from reminders.models import Channel, Delay, OutgoingMessage, State
from reminders.operation.figures import Figures, Row, read
from reminders.operation.hours import read_hours
from tests.reminders.notes import MINUTE, NOW, make_message
from tests.staff import at_work

pytestmark = pytest.mark.django_db

PAGE = "/admin/messages/"
ZONE = ZoneInfo("America/Vancouver")
DAY = timedelta(days=1)
REFUSED = "The mail server refused the message: 550 5.1.1 <alice@example.test>: no such user"


def figures() -> Figures:
    """At eight in the morning of the clinic's 3 May."""
    return read(now=NOW, zone=ZONE)


def email() -> Row:
    return figures().channels[0]


def sent(ago: timedelta, **fields: Any) -> OutgoingMessage:
    return make_message(state=State.SENT, sent_at=NOW - ago, **fields)


def given_up(**fields: Any) -> OutgoingMessage:
    return make_message(**{"state": State.DEAD, "attempts": 5, "error": REFUSED, **fields})


def test_it_counts_what_waits_and_for_what() -> None:
    make_message()
    make_message(state=State.SENDING, next_try_at=NOW + MINUTE)
    make_message(attempts=1, next_try_at=NOW + MINUTE)
    make_message(due_at=NOW + DAY)
    make_message(due_at=NOW + DAY)
    make_message(due_at=NOW + MINUTE)
    row = email()
    assert (row.due, row.sending, row.retried, figures().later) == (1, 1, 1, 3)


def test_it_counts_a_message_as_due_whose_worker_died() -> None:
    make_message(state=State.SENDING, next_try_at=NOW)
    assert (email().due, email().sending) == (1, 0)


def test_it_counts_what_went_by_how_long_ago() -> None:
    for ago in (MINUTE, 30 * MINUTE, 7 * 60 * MINUTE, 9 * 60 * MINUTE, 6 * DAY, 8 * DAY):
        sent(ago)
    row = email()
    # The clinic's day is eight hours old.
    assert (row.lately, row.hour, row.today, row.week) == (1, 2, 3, 5)
    assert row.a_minute == 0.2


def test_it_counts_by_channel_and_together() -> None:
    make_message()
    make_message(channel=Channel.SMS)
    sent(MINUTE, channel=Channel.SMS)
    mail, texts = figures().channels
    assert (mail.due, texts.due, texts.hour) == (1, 1, 1)
    assert (figures().total.due, figures().total.hour) == (2, 1)


def test_it_counts_each_of_the_last_hours() -> None:
    sent(MINUTE)
    sent(90 * MINUTE, channel=Channel.SMS)
    sent(23 * 60 * MINUTE)
    sent(25 * 60 * MINUTE)
    hours = read_hours(now=NOW, zone=ZONE)
    counted = {f"{hour.starts_at:%d %H:%M}": (hour.email, hour.sms) for hour in hours.hours}
    assert len(counted) == 24
    assert {hour: pair for hour, pair in counted.items() if any(pair)} == {
        "02 09:00": (1, 0),
        "03 06:00": (0, 1),
        "03 07:00": (1, 0),
    }


def test_it_draws_the_highest_hour_to_the_top() -> None:
    for _ in range(4):
        sent(MINUTE)
    sent(90 * MINUTE)
    low, high = read_hours(now=NOW, zone=ZONE).blocks
    assert high.height == 4 * low.height == 112
    assert low.y + low.height == high.y + high.height == 126


def test_it_groups_what_was_given_up_by_reason_without_naming_anybody() -> None:
    given_up()
    given_up(error=REFUSED.replace("alice", "bob"), not_after=NOW)
    given_up(channel=Channel.SMS, error="Writing it failed: KeyError.")
    given_up(due_at=NOW - 8 * DAY)
    found = [(one.channel, one.reason, one.number, one.still_of_use) for one in figures().failures]
    assert found == [
        (Channel.EMAIL, "The mail server refused the message: 550", 2, 1),
        (Channel.SMS, "Writing it failed: KeyError", 1, 1),
    ]


def test_it_costs_the_same_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        given_up(error=f"Reason {number}.")
        sent(number * DAY)
        make_message()
    with django_assert_num_queries(9):
        figures()


@pytest.mark.parametrize(
    "index",
    [
        "reminders_waiting_by_next_try",
        "reminders_sent_by_sent_at",
        "reminders_given_up_by_due_at",
    ],
)
def test_it_reads_only_what_it_counts_however_much_is_old(index: str) -> None:
    week = NOW - 7 * DAY
    of = OutgoingMessage.objects
    queries = {
        "reminders_waiting_by_next_try": of.filter(state__in=(State.DUE, State.SENDING)),
        "reminders_sent_by_sent_at": of.filter(state=State.SENT, sent_at__gte=week),
        "reminders_given_up_by_due_at": of.filter(state=State.DEAD, due_at__gte=week),
    }
    old = sent(400 * DAY, due_at=NOW - 400 * DAY)
    fields = {one.name: getattr(old, one.name) for one in old._meta.fields if one.name != "id"}
    of.bulk_create(OutgoingMessage(**fields | {"version": one}) for one in range(1, 3000))
    with connection.cursor() as cursor:
        # Without knowing how many there are of which, PostgreSQL would choose by chance.
        cursor.execute("ANALYZE reminders_outgoingmessage")
    assert index in queries[index].order_by().values("channel").explain()


def test_it_shows_it_to_managers() -> None:
    given_up(recipient="alice@example.test", due_at=timezone.now() - DAY)
    ContactTrouble.objects.create(address="x@example.test", reason="No.", since=NOW)
    page = at_work("manager").get(PAGE).text
    assert "The mail server refused the message: 550" in page
    assert "?state__exact=dead" in page
    assert "1 address or number that nothing reaches" in page
    assert "alice@" not in page
    assert "x@" not in page


@pytest.mark.parametrize("role", ["patient", "therapist", "receptionist"])
def test_it_is_closed_to_other_roles(role: str) -> None:
    browser = at_work(role)
    assert browser.get(PAGE).status_code == 403
    assert browser.get(PAGE, headers={"HX-Request": "true"}).status_code == 403
    assert PAGE not in browser.get("/admin/").text


def test_it_asks_everybody_to_sign_in(client: Client) -> None:
    assert "login" in client.get(PAGE)["Location"]


def test_it_reloads_the_whole_page_once_somebody_has_signed_out(client: Client) -> None:
    assert client.get(PAGE, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_it_changes_nothing_and_takes_no_post() -> None:
    make_message(due_at=timezone.now() - DAY)
    before = list(OutgoingMessage.objects.values())
    manager = at_work("manager")
    assert manager.get(PAGE, {"page": "\0", "x": "-1"}).status_code == 200
    assert manager.post(PAGE).status_code == 405
    assert list(OutgoingMessage.objects.values()) == before
    assert not Delay.objects.exists()


def test_it_sends_only_what_changes_to_the_page_itself() -> None:
    fragment = at_work("manager").get(PAGE, headers={"HX-Request": "true"}).text
    assert "Messages go as they should" in fragment
    assert "<html" not in fragment
    assert "24 hours" not in fragment


def test_it_sends_the_hours_by_themselves() -> None:
    hours = at_work("manager").get(PAGE, {"part": "hours"}, headers={"HX-Request": "true"}).text
    assert "Sent in the last 24 hours" in hours
    assert "as they should" not in hours


def test_it_says_who_does_the_work_and_who_does_not(settings: Any) -> None:
    settings.SMS_URL = ""
    now = timezone.now()
    signs.note(signs.BEAT, now=now - 10 * MINUTE)
    signs.note(signs.WORKER, now=now)
    signs.note_provider(Channel.EMAIL, trouble="No answer.", now=now - 3 * MINUTE)
    words = " ".join(at_work("manager").get(PAGE).text.split())
    assert "ticked 10 minutes ago" in words
    assert "answered just now" in words
    assert "takes nothing; it began 3 minutes ago. No answer." in words
    assert "none is set up" in words


def test_it_warns_managers_on_every_page_of_the_admin() -> None:
    make_message(due_at=timezone.now() - 14 * MINUTE)
    warning = "Messages to patients are late."
    manager = at_work("manager")
    assert warning in manager.get("/admin/").text
    assert warning in manager.get("/admin/patients/patient/").text
    assert warning in manager.get("/admin/attention/").text
    assert warning not in at_work("receptionist").get("/admin/").text


def test_it_does_not_warn_while_all_is_well() -> None:
    make_message(due_at=timezone.now() - 9 * MINUTE)
    assert "are late" not in at_work("manager").get("/admin/").text
