"""Asked right before sending: does the message still hold?"""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from booking.messages import Kind, fetch, still_holds
from booking.models import Appointment, Attention, Status
from reminders.models import Channel, OutgoingMessage
from reminders.registry import Later
from tests.booking.golden_appointment import (
    NOW,
    STARTS_AT,
    a_message,
    make_alice,
    make_golden_appointment,
)

pytestmark = pytest.mark.django_db


def reason(
    appointment: Appointment,
    kind: Kind = Kind.REMINDER_SECOND,
    channel: Channel = Channel.EMAIL,
) -> Later | str:
    return still_holds(a_message(appointment, kind, channel), appointment, NOW)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("kind", set(Kind) - {Kind.CANCELLATION, Kind.ASKED_TO_MOVE})
def test_it_holds_while_the_appointment_is_booked(kind: Kind, channel: Channel) -> None:
    assert reason(make_golden_appointment(), kind, channel) == ""


def test_it_holds_for_the_news_of_a_cancellation() -> None:
    assert reason(make_golden_appointment(status=Status.CANCELLED), Kind.CANCELLATION) == ""


def test_the_question_for_another_time_holds_while_the_clinic_cannot_keep_this_one() -> None:
    appointment = make_golden_appointment()
    row = Attention.objects.create(
        appointment=appointment, sequence=0, why="Maya is away then.", noticed_at=NOW
    )
    assert reason(appointment, Kind.ASKED_TO_MOVE) == ""
    Attention.objects.filter(pk=row.pk).update(settled_at=NOW)
    assert reason(appointment, Kind.ASKED_TO_MOVE) == "The appointment can be kept after all."


def test_it_lapses_with_the_version() -> None:
    appointment = make_golden_appointment(sequence=1)
    message = a_message(appointment, Kind.CHANGE, Channel.EMAIL)
    appointment.sequence = 2
    assert still_holds(message, appointment, NOW) == "The appointment has changed since."


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.CANCELLED, "The appointment is cancelled."),
        (Status.ARRIVED, "The appointment is arrived."),
        (Status.NO_SHOW, "The appointment is no-show."),
    ],
)
def test_it_lapses_when_the_appointment_is_no_longer_booked(status: Status, sentence: str) -> None:
    assert reason(make_golden_appointment(status=status)) == sentence


def test_it_lapses_when_a_cancellation_is_not_one() -> None:
    assert reason(make_golden_appointment(), Kind.CANCELLATION) == "The appointment is booked."


def test_it_lapses_at_the_start() -> None:
    appointment = make_golden_appointment()
    message = a_message(appointment, Kind.REMINDER_SECOND, Channel.EMAIL)
    before = STARTS_AT - timedelta(microseconds=1)
    assert still_holds(message, appointment, before) == ""
    assert still_holds(message, appointment, STARTS_AT) == "The appointment has begun."


@pytest.mark.parametrize(
    ("choices", "kind", "channel"),
    [
        ({"reminders_by_email": False}, Kind.REMINDER_FIRST, Channel.EMAIL),
        ({"reminders_by_sms": False}, Kind.REMINDER_FIRST, Channel.SMS),
        ({"reminders_by_sms": False}, Kind.CONFIRMATION, Channel.SMS),
        ({"sms_stopped_at": NOW}, Kind.CHANGE, Channel.SMS),
        ({"email": ""}, Kind.CONFIRMATION, Channel.EMAIL),
        ({"phone": ""}, Kind.CONFIRMATION, Channel.SMS),
    ],
)
def test_it_lapses_with_the_consent_or_the_address(
    choices: dict[str, object], kind: Kind, channel: Channel
) -> None:
    assert reason(make_golden_appointment(make_alice(**choices)), kind, channel)


def test_it_holds_for_news_by_email_without_consent_to_reminders() -> None:
    appointment = make_golden_appointment(make_alice(reminders_by_email=False))
    assert reason(appointment, Kind.CHANGE) == ""


def test_it_reads_all_appointments_of_a_batch_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    appointment = make_golden_appointment()
    batch = [a_message(appointment, kind, Channel.EMAIL) for kind in Kind]
    gone = OutgoingMessage(subject="appointment:0", kind=Kind.CHANGE)
    for key, message in enumerate([*batch, gone]):
        message.pk = key
    with django_assert_num_queries(4):
        found = fetch([*batch, gone])
        texts = [each.patient and each.patient.contact_email for each in found.values()]
        assert [each.location.policy for each in found.values()]
    assert (set(found), len(texts)) == (set(range(len(batch))), len(batch))
