"""E-mails that come back mark the address; nobody else's word does."""

import sys
from datetime import timedelta
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import call_command
from django.utils import timezone

from patients import trouble
from patients.models import ContactTrouble
from reminders import delivery
from reminders.channels.refusals import is_about_the_address, refuses_the_address
from reminders.incoming.bounces import record_bounce
from reminders.models import Channel, OutgoingMessage, State
from reminders.preparing import message_id
from tests.edges import Mailbox, SmsProvider
from tests.reminders.notes import Clock, Note, make_message

pytestmark = pytest.mark.django_db

# As Postfix writes it, with what it returns.
NOTIFICATION = """\
From: MAILER-DAEMON@clinic.test
To: bookings@clinic.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_bounce"

--=_bounce
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--=_bounce
Content-Type: message/delivery-status

Reporting-MTA: dns; clinic.test
Arrival-Date: Mon, 3 May 2027 15:00:00 +0000

Final-Recipient: rfc822; somebody.else@example.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such user

--=_bounce
Content-Type: {returned}

From: bookings@clinic.test
To: Alice@Example.test
Message-ID: {message_id}
Subject: A note

--=_bounce--
"""


@pytest.fixture
def sent() -> OutgoingMessage:
    """An e-mail that our mail server took."""
    now = timezone.now()
    return make_message(
        state=State.SENT,
        sent_at=now,
        recipient="Alice@Example.test",
        not_after=now + timedelta(days=1),
    )


def notification(message: OutgoingMessage, **changes: str) -> bytes:
    said = {
        "action": "failed",
        "status": "5.1.1",
        "returned": "text/rfc822-headers",
        "message_id": message_id(message),
        **changes,
    }
    return NOTIFICATION.format(**said).encode()


def bounce(message: OutgoingMessage, **changes: str) -> bool:
    return record_bounce(notification(message, **changes), now=timezone.now())


def marked() -> list[str]:
    return list(ContactTrouble.objects.values_list("address", flat=True))


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_it_marks_the_address_to_which_the_message_went(
    sent: OutgoingMessage, returned: str
) -> None:
    assert bounce(sent, returned=returned)
    assert marked() == ["alice@example.test"]
    sent.refresh_from_db()
    assert "came back" in sent.error


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed"},
        {"action": "relayed"},
        {"status": "4.4.7"},
        {"status": "5.7.1"},
        {"status": "5.2.3"},
        {"status": "x"},
        {"status": ""},
        {"message_id": "<message-1-1@clinic.test>"},
        {"message_id": f"<message-{'9' * 18}-1@clinic.test>"},
        {"message_id": "<hello@example.test>"},
        {"message_id": ""},
        {"returned": "image/png"},
    ],
)
def test_it_learns_nothing_from_anything_else(
    sent: OutgoingMessage, changes: dict[str, str]
) -> None:
    assert not bounce(sent, **changes)
    assert marked() == []


def test_the_whole_name_of_the_message_must_be_right(sent: OutgoingMessage) -> None:
    """Row numbers can be guessed; the moment of writing, to the microsecond, cannot."""
    forged = message_id(sent).replace("@", "1@")
    assert not bounce(sent, message_id=forged)


def test_a_moment_of_writing_that_can_be_guessed_proves_nothing(sent: OutgoingMessage) -> None:
    """What tells staff of the half hour's check-ins says to have been written on it."""
    sent.created_at = timezone.now().replace(minute=30, second=0, microsecond=0)
    sent.save(update_fields=["created_at"])
    assert not bounce(sent)
    assert marked() == []


def test_a_notification_counts_once(sent: OutgoingMessage) -> None:
    bounce(sent)
    trouble.clear("alice@example.test")
    assert not bounce(sent)
    assert marked() == []


@pytest.mark.parametrize(
    "junk", [b"", b"\0", b"Hello", b"Content-Type: multipart/report\n\n", bytes(range(256)) * 40]
)
def test_it_bears_whatever_is_piped_into_it(junk: bytes) -> None:
    assert not record_bounce(junk, now=timezone.now())


@pytest.mark.parametrize(
    ("status", "final"),
    [
        *(("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.2.2", True), ("5.4.1", True)),
        *(("5.0.0", True), ("5.7.1", False), ("5.3.4", False), ("5.6.0", False), ("4.1.1", False)),
    ],
)
def test_it_tells_the_address_from_policy(status: str, final: bool) -> None:
    assert is_about_the_address(status) == final


@pytest.mark.parametrize(
    ("code", "reply", "final"),
    [
        (550, "5.1.1 No such user", True),
        (550, "No such user", True),
        (553, "Mailbox name invalid", True),
        (550, "5.7.1 Our policy; see 5.1.1", False),
        (550, "relay not permitted", False),
        (554, "No", False),
        (450, "4.1.1 Try later", False),
    ],
)
def test_it_tells_a_refused_address_from_a_refused_clinic(
    code: int,
    reply: str,
    final: bool,
) -> None:
    assert refuses_the_address(code, reply) == final


def test_an_address_that_the_mail_server_refuses_is_marked(mailbox: Mailbox, clock: Clock) -> None:
    mailbox.answer_recipients_with("550 5.1.1 No such user")
    make_message(Note(to="gone@example.test"))
    delivery.run(clock=clock)
    assert marked() == ["gone@example.test"]


@pytest.mark.parametrize("answer", ["550 5.7.1 Policy", "451 4.3.0 Later", "554 5.7.0 No"])
def test_a_refusal_for_another_reason_marks_nobody(
    mailbox: Mailbox, clock: Clock, answer: str
) -> None:
    mailbox.answer_recipients_with(answer)
    make_message()
    delivery.run(clock=clock)
    assert marked() == []


def test_a_number_that_the_provider_refuses_is_marked(
    sms_provider: SmsProvider, clock: Clock
) -> None:
    sms_provider.answer_with(400, {"code": 21614, "message": "Not a mobile number."})
    make_message(Note(to="+16045550123"), channel=Channel.SMS)
    delivery.run(clock=clock)
    assert marked() == ["+16045550123"]


def test_a_mail_server_pipes_it_into_a_command(
    sent: OutgoingMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(notification(sent))))
    said = StringIO()
    call_command("read_bounce", stdout=said)
    assert said.getvalue() == "Marked.\n"
    assert marked() == ["alice@example.test"]
