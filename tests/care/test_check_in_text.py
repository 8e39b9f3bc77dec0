"""The messages of the day after, word for word in the golden files."""

from datetime import timedelta
from typing import Any

import pytest

from booking.models import Status
from care.models import CheckIn
from care.progress.letters import render, render_unread, render_waiting
from care.progress.messages import ANSWERED, ASKED, Waiting, fetch, still_holds
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from tests.booking.golden_appointment import (
    ENDS_AT,
    TOKEN,
    assert_golden_email,
    assert_golden_sms,
    in_both_languages,
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


GOLDEN = in_both_languages(SITUATIONS)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_messages_of_the_golden_files(name: str) -> None:
    situation, language = GOLDEN[name]
    check_in = make_check_in(**SITUATIONS[situation], language=language)
    email, sms = (render(message(check_in, one), check_in, NOW, Wording()) for one in Channel)
    assert (email.to, sms.to) == ("alice@example.test", "+16045550123")
    assert_golden_email(name, email)
    assert_golden_sms(name, sms)


@pytest.mark.parametrize("language", ["en-ca", "fr-ca"])
@pytest.mark.parametrize(
    ("name", "write"), [("check-in-answered", render_waiting), ("check-in-unread", render_unread)]
)
def test_it_tells_the_staff_as_in_the_golden_files(name: str, write: Any, language: str) -> None:
    user = make_user("maya@example.test", language=language)
    asking = OutgoingMessage(pk=1, kind=ANSWERED, channel=Channel.EMAIL)
    email = write(asking, Waiting(user, "Maya", waits=True), NOW, Wording())
    assert_golden_email(f"{name}.fr" if language == "fr-ca" else name, email)


def test_it_reads_what_a_batch_is_about_in_one_query(django_assert_num_queries: Any) -> None:
    check_in = make_check_in()
    with django_assert_num_queries(1):
        found = fetch([message(check_in)])[1]
    with django_assert_num_queries(0):
        assert still_holds(message(check_in), found, NOW) == ""
        render(message(check_in), found, NOW, Wording())
