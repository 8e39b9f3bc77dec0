from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from booking import messages
from clinic.demo.inbox import keep_email, keep_sms
from reminders import delivery, inbox
from tests.booking.golden_appointment import NOW, TOKEN, make_alice, make_golden_appointment
from tests.edges import Mailbox, SmsProvider

pytestmark = pytest.mark.django_db

CODE_LETTER = b"""From: bookings@clinic.test
To: bob@example.test
Subject: K7P2MA is your code
Content-Type: text/plain; charset=utf-8

Hello,

your code is

    K7P2MA

It works once.
"""


@pytest.fixture
def confirmed(mailbox: Mailbox, sms_provider: SmsProvider) -> str:
    """Alice's confirmation, by e-mail and SMS; the name of the e-mail's file."""
    messages.announce_booked(make_golden_appointment(make_alice()), now=NOW)
    delivery.run(clock=lambda: NOW)
    [letter] = mailbox.sink.inbox.glob("*.eml")
    return letter.name


def test_it_shows_subject_recipient_and_link_at_once(client: Client, confirmed: str) -> None:
    page = client.get("/dev/inbox/").text
    assert "Booked for Tuesday 4 May, 1:30 pm: your appointment with Maya" in page
    assert "alice@example.test" in page
    assert f'href="http://testserver/appointments/{TOKEN}/"' in page


def test_it_shows_text_messages(client: Client, confirmed: str) -> None:
    page = client.get("/dev/inbox/").text
    assert "+16045550123" in page
    assert " is booked for Tuesday 4 May, 1:30 pm" in page


def test_it_shows_a_sign_in_code_at_once(client: Client, mailbox: Mailbox) -> None:
    keep_email(mailbox.sink.inbox, CODE_LETTER)
    assert '<p class="inbox-code">K7P2MA</p>' in client.get("/dev/inbox/").text


def test_it_shows_the_newest_first(
    client: Client, mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    keep_email(mailbox.sink.inbox, CODE_LETTER)
    keep_sms(mailbox.sink.inbox, to="+1604", sender="+1605", body="The second")
    page = client.get("/dev/inbox/").text
    assert page.index("The second") < page.index("K7P2MA")


def test_it_says_so_when_there_is_nothing(
    client: Client, mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    assert "Nothing has been sent yet." in client.get("/dev/inbox/").text


def test_it_shows_a_message_with_its_attachment(client: Client, confirmed: str) -> None:
    page = client.get(f"/dev/inbox/{confirmed}/").text
    assert "Hello Alice," in page
    calendar = client.get(f"/dev/inbox/{confirmed}/attachments/0/")
    assert calendar.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert calendar.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_it_lets_the_html_of_a_message_neither_run_nor_load(client: Client, confirmed: str) -> None:
    answer = client.get(f"/dev/inbox/{confirmed}/html/")
    assert "Your appointment is booked" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "path",
    ["", "letter.eml/", "letter.eml/html/", "letter.eml/attachments/0/"],
)
def test_it_does_not_exist_in_a_clinic(client: Client, settings: Settings, path: str) -> None:
    settings.DEV_INBOX = ""
    assert client.get(f"/dev/inbox/{path}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "name", ["nothing.eml", "..", "%2e%2e", "..%2fsecret.eml", "a%00b.eml", "settings.py"]
)
def test_it_finds_nothing_outside_its_folder(client: Client, name: str) -> None:
    assert client.get(f"/dev/inbox/{name}/").status_code == HTTPStatus.NOT_FOUND


def test_it_has_no_attachment_beyond_the_last(client: Client, confirmed: str) -> None:
    answer = client.get(f"/dev/inbox/{confirmed}/attachments/7/")
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("your code is\n\n    AB3D-E9FG\n\nbye", "AB3D-E9FG"),
        ("Hello,\n\nno code here\n", ""),
        ("MOVE OR CANCEL\nuntil Monday", ""),
    ],
)
def test_it_knows_a_code_by_its_own_line(text: str, code: str) -> None:
    found = inbox.CODE.search(text)
    assert (found[1] if found else "") == code
