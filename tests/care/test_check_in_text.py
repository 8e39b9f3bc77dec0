"""The messages of the day after, word for word in the golden files."""

from datetime import timedelta
from typing import Any

import pytest

from booking.models import Status
from care.models import CheckIn
from care.progress.letters import render, render_waiting
from care.progress.messages import ANSWERED, ASKED, Waiting, fetch, still_holds
from reminders.channels import EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from tests.booking.golden_appointment import (
    ENDS_AT,
    TOKEN,
    assert_golden,
    make_alice,
    make_golden_appointment,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = ENDS_AT + timedelta(days=1)
SITUATIONS: dict[str, dict[str, str]] = {
    "check-in": {},
    "check-in-child": {"relationship": "child", "given_name": "Sam"},
}


def make_check_in(**patient: str) -> CheckIn:
    appointment = make_golden_appointment(make_alice(**patient), status=Status.COMPLETED)
    assert appointment.patient
    return CheckIn.objects.create(
        patient=appointment.patient, appointment=appointment, asked_at=NOW, token=TOKEN
    )


def message(check_in: CheckIn, channel: Channel = Channel.EMAIL) -> OutgoingMessage:
    subject = f"check-in:{check_in.appointment_id}"
    return OutgoingMessage(pk=1, subject=subject, version=0, kind=ASKED, channel=channel)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_writes_the_messages_of_the_golden_files(situation: str) -> None:
    check_in = make_check_in(**SITUATIONS[situation])
    email, sms = (render(message(check_in, one), check_in, NOW, Wording()) for one in Channel)
    assert isinstance(email, EmailContent)
    assert isinstance(sms, SmsContent)
    assert (email.to, sms.to) == ("alice@example.test", "+16045550123")
    assert sms.text.isascii()
    assert len(sms.text) <= 2 * 153
    assert_golden(f"{situation}.email.txt", f"Subject: {email.subject}\n\n{email.text}")
    assert_golden(f"{situation}.email.html", email.html)
    assert_golden(f"{situation}.sms.txt", sms.text)


def test_it_tells_the_therapist_as_in_the_golden_file() -> None:
    therapist = make_check_in().appointment.therapist
    waiting = Waiting(make_user("maya@example.test"), therapist.first_name, waits=True)
    asking = OutgoingMessage(pk=1, kind=ANSWERED, channel=Channel.EMAIL)
    email = render_waiting(asking, waiting, NOW, Wording())
    assert isinstance(email, EmailContent)
    assert_golden("check-in-answered.email.txt", f"Subject: {email.subject}\n\n{email.text}")
    assert_golden("check-in-answered.email.html", email.html)


def test_it_reads_what_a_batch_is_about_in_one_query(django_assert_num_queries: Any) -> None:
    check_in = make_check_in()
    with django_assert_num_queries(1):
        found = fetch([message(check_in)])[1]
    with django_assert_num_queries(0):
        assert still_holds(message(check_in), found, NOW) == ""
        render(message(check_in), found, NOW, Wording())
