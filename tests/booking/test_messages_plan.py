"""Which messages there are, when they are due, and how long they are of use."""

from datetime import datetime, timedelta

import pytest

from booking import messages
from booking.models import Appointment, Status
from reminders.models import OutgoingMessage, State
from tests.booking.golden_appointment import NOW, STARTS_AT, make_alice, make_golden_appointment

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def due() -> set[tuple[str, str, datetime]]:
    waiting = OutgoingMessage.objects.filter(state=State.DUE)
    return {(each.kind, each.channel, each.due_at) for each in waiting}


def reschedule(appointment: Appointment, by: timedelta, now: datetime = NOW) -> None:
    appointment.sequence += 1
    appointment.starts_at += by
    messages.announce_rescheduled(
        appointment, now=now, news=messages.everywhere(messages.Kind.CHANGE)
    )


def test_it_confirms_at_once_and_reminds_48_and_2_hours_before() -> None:
    messages.announce_booked(make_golden_appointment(make_alice(phone="")), now=NOW)
    assert due() == {
        ("confirmation", "email", NOW),
        ("reminder_first", "email", STARTS_AT - 48 * HOUR),
        ("reminder_second", "email", STARTS_AT - 2 * HOUR),
    }


def test_it_writes_every_message_twice_for_a_patient_who_chose_sms_too() -> None:
    messages.announce_booked(make_golden_appointment(), now=NOW)
    assert len(due()) == 6


def test_it_plans_nothing_twice() -> None:
    appointment = make_golden_appointment()
    messages.announce_booked(appointment, now=NOW)
    messages.announce_booked(appointment, now=NOW)
    assert OutgoingMessage.objects.count() == 6


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        (48 * HOUR + timedelta(seconds=1), {"confirmation", "reminder_first", "reminder_second"}),
        (48 * HOUR, {"confirmation", "reminder_second"}),
        (3 * HOUR, {"confirmation", "reminder_second"}),
        (2 * HOUR, {"confirmation"}),
        (timedelta(seconds=1), {"confirmation"}),
        (timedelta(0), set()),
        (-HOUR, set()),
    ],
)
def test_it_skips_what_is_past_when_booking_late(before: timedelta, kinds: set[str]) -> None:
    messages.announce_booked(make_golden_appointment(), now=STARTS_AT - before)
    assert {kind for kind, _, _ in due()} == kinds


def test_it_follows_the_policy_of_the_location() -> None:
    appointment = make_golden_appointment(make_alice(phone=""))
    appointment.location.policy.first_reminder_hours = None
    appointment.location.policy.second_reminder_hours = 24
    messages.announce_booked(appointment, now=NOW)
    assert due() == {
        ("confirmation", "email", NOW),
        ("reminder_second", "email", STARTS_AT - 24 * HOUR),
    }


def test_it_makes_a_first_reminder_useless_once_the_second_is_due() -> None:
    messages.announce_booked(make_golden_appointment(make_alice(phone="")), now=NOW)
    first = OutgoingMessage.objects.get(kind="reminder_first")
    second = OutgoingMessage.objects.get(kind="reminder_second")
    assert (first.not_after, second.not_after) == (second.due_at, STARTS_AT)


@pytest.mark.parametrize(
    ("choices", "channels"),
    [
        ({"reminders_by_sms": False}, {"email"}),
        ({"reminders_by_email": False}, {"sms"}),
        ({"sms_stopped_at": NOW}, {"email"}),
        ({"phone": ""}, {"email"}),
        ({"email": ""}, {"sms"}),
        ({"reminders_by_email": False, "reminders_by_sms": False}, set()),
    ],
)
def test_it_reminds_only_as_chosen(choices: dict[str, object], channels: set[str]) -> None:
    messages.announce_booked(make_golden_appointment(make_alice(**choices)), now=NOW)
    assert {channel for kind, channel, _ in due() if kind == "reminder_second"} == channels


def test_it_confirms_by_email_even_to_those_who_want_no_reminders() -> None:
    patient = make_alice(reminders_by_email=False, reminders_by_sms=False)
    messages.announce_booked(make_golden_appointment(patient), now=NOW)
    assert due() == {("confirmation", "email", NOW)}


def test_it_moves_the_reminders_with_the_appointment() -> None:
    appointment = make_golden_appointment(make_alice(phone=""))
    messages.announce_booked(appointment, now=NOW)
    reschedule(appointment, by=24 * HOUR)
    assert due() == {
        ("change", "email", NOW),
        ("reminder_first", "email", STARTS_AT - 24 * HOUR),
        ("reminder_second", "email", STARTS_AT + 22 * HOUR),
    }


def test_it_says_why_the_old_reminders_were_withdrawn() -> None:
    appointment = make_golden_appointment(make_alice(phone=""))
    messages.announce_booked(appointment, now=NOW)
    reschedule(appointment, by=HOUR)
    withdrawn = OutgoingMessage.objects.filter(state=State.WITHDRAWN)
    assert {each.error for each in withdrawn} == {"The appointment was moved."}


def test_it_withdraws_everything_on_cancellation_and_says_only_that() -> None:
    appointment = make_golden_appointment(make_alice(phone=""))
    messages.announce_booked(appointment, now=NOW)
    appointment.sequence += 1
    messages.announce_cancelled(appointment, now=NOW)
    assert due() == {("cancellation", "email", NOW)}


def test_it_tells_nobody_of_a_cancellation_after_the_start() -> None:
    appointment = make_golden_appointment()
    messages.announce_cancelled(appointment, now=STARTS_AT)
    assert due() == set()


def test_it_keeps_the_reminders_when_the_desk_does_not_want_to_tell() -> None:
    appointment = make_golden_appointment(make_alice(phone=""))
    messages.announce_booked(appointment, now=NOW, tell=False)
    assert {kind for kind, _, _ in due()} == {"reminder_first", "reminder_second"}


def test_it_withdraws_in_silence_when_the_desk_does_not_want_to_tell() -> None:
    appointment = make_golden_appointment()
    messages.announce_booked(appointment, now=NOW)
    appointment.sequence += 1
    messages.announce_cancelled(appointment, now=NOW, tell=False)
    assert due() == set()


def test_it_plans_reminders_over_a_channel_chosen_later() -> None:
    patient = make_alice(reminders_by_sms=False)
    messages.announce_booked(make_golden_appointment(patient), now=NOW)
    patient.reminders_by_sms = True
    patient.save()
    messages.contact_choices_changed(patient, now=NOW)
    by_sms = {kind for kind, channel, _ in due() if channel == "sms"}
    assert by_sms == {"reminder_first", "reminder_second"}


def test_it_plans_nothing_more_for_what_is_cancelled() -> None:
    patient = make_alice()
    make_golden_appointment(patient, status=Status.CANCELLED)
    messages.contact_choices_changed(patient, now=NOW)
    assert due() == set()
