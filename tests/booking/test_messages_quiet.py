"""What is written in the evening, and what a worker does with it at night."""

from datetime import UTC, datetime, timedelta

import pytest

from booking import lifecycle, messages
from booking.digest.messages import GATHERING, tell_together
from booking.models import Appointment
from reminders import delivery
from reminders.models import OutgoingMessage, State
from tests.booking.golden_appointment import make_alice
from tests.edges import Mailbox, SmsProvider
from tests.factories import PATIENT, Clinic, desk

pytestmark = pytest.mark.django_db(transaction=True)

# Appointments are on Wednesday 5 May and later; this is Tuesday evening in Vancouver.
EVENING = datetime(2027, 5, 5, 5, 0, tzinfo=UTC)  # 22:00
MORNING = datetime(2027, 5, 5, 15, 0, tzinfo=UTC)  # 8:00
AT_THREE = datetime(2027, 5, 5, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def due(kind: str) -> dict[str, datetime]:
    rows = OutgoingMessage.objects.filter(kind=kind, state=State.DUE)
    return dict(rows.values_list("channel", "due_at"))


def booked(clinic: Clinic, hour: int = 15) -> Appointment:
    """On Wednesday; everything about it has been told."""
    appointment = clinic.book(clinic.at(hour, days=2), make_alice())
    OutgoingMessage.objects.filter(kind="confirmation").update(state=State.SENT)
    return appointment


def cancel(appointment: Appointment, actor: lifecycle.Actor | None = None) -> None:
    lifecycle.cancel(
        appointment=appointment, now=EVENING, actor=actor or desk(), reason="Sick", late=False
    )


def move(appointment: Appointment, to: datetime) -> None:
    lifecycle.reschedule(
        appointment=appointment,
        therapist=None,
        starts_at=to,
        now=EVENING,
        actor=desk(),
        reason="Sick",
    )


# Written in the evening


def test_the_desks_text_waits_for_the_morning_and_the_email_goes_at_once() -> None:
    cancel(booked(Clinic()))
    assert due("cancellation") == {"email": EVENING, "sms": MORNING}


def test_patients_get_the_answer_to_what_they_do_at_once() -> None:
    clinic = Clinic()
    clinic.book(clinic.at(15, days=3), make_alice(), now=EVENING)
    assert due("confirmation") == {"email": EVENING, "sms": EVENING}


def test_what_patients_cancel_themselves_is_confirmed_at_once() -> None:
    clinic = Clinic()
    later = clinic.book(clinic.at(15, days=5), make_alice())
    cancel(later, PATIENT)
    assert due("cancellation")["sms"] == EVENING


def test_a_text_of_use_now_only_goes_at_once() -> None:
    clinic = Clinic()
    clinic.set_policy(quiet_until="09:00")
    cancel(booked(clinic, hour=9))
    assert due("cancellation")["sms"] == EVENING


def test_who_was_to_come_earlier_than_now_is_told_in_time() -> None:
    """At 9:00 nobody should come any more; a text at 9:00 would be too late."""
    clinic = Clinic()
    clinic.set_policy(quiet_until="09:00")
    move(booked(clinic, hour=9), clinic.at(15, days=2))
    assert due("change")["sms"] == EVENING


def test_who_has_the_email_already_hears_of_a_move_and_is_confirmed_by_text() -> None:
    clinic = Clinic()
    patient = make_alice()
    appointment = lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=None,
        starts_at=clinic.at(12, days=2),
        patient=patient,
        now=EVENING,
        actor=desk(),
    )
    OutgoingMessage.objects.filter(channel="email", kind="confirmation").update(state=State.SENT)
    move(appointment, clinic.at(15, days=2))
    assert (due("change"), due("confirmation")) == ({"email": EVENING}, {"sms": MORNING})


def test_undoing_a_move_of_the_night_leaves_each_channel_as_it_was() -> None:
    clinic = Clinic()
    appointment = lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=None,
        starts_at=clinic.at(12, days=2),
        patient=make_alice(),
        now=EVENING,
        actor=desk(),
    )
    OutgoingMessage.objects.filter(channel="email", kind="confirmation").update(state=State.SENT)
    move(appointment, clinic.at(15, days=2))
    event = appointment.events.latest("pk")
    lifecycle.undo(event=event, now=EVENING + SECOND, actor=desk())
    assert (due("change"), due("confirmation")) == ({}, {"sms": MORNING})


def test_a_policy_without_quiet_hours_lets_everything_go_at_once() -> None:
    clinic = Clinic()
    clinic.set_policy(quiet_from=None, quiet_until=None)
    cancel(booked(clinic))
    assert due("cancellation") == {"email": EVENING, "sms": EVENING}


def test_what_is_planned_stays_when_the_policy_changes() -> None:
    clinic = Clinic()
    cancel(booked(clinic))
    clinic.set_policy(quiet_from=None, quiet_until=None)
    assert due("cancellation")["sms"] == MORNING


# Told together


def two_cancelled(clinic: Clinic, hours: tuple[int, ...] = (12, 15)) -> list[Appointment]:
    patient = make_alice()
    mine = [clinic.book(clinic.at(hour, days=2), patient) for hour in hours]
    OutgoingMessage.objects.filter(kind="confirmation").update(state=State.SENT)
    for one in mine:
        lifecycle.cancel(
            appointment=one,
            now=EVENING,
            actor=desk(),
            reason="Sick",
            late=False,
            quiet_until=EVENING + GATHERING,
        )
    tell_together(mine, due_at=EVENING + GATHERING)
    return mine


def test_texts_of_the_night_are_told_together_in_the_morning() -> None:
    two_cancelled(Clinic())
    assert due("several_changes") == {"email": EVENING + GATHERING, "sms": MORNING}
    assert due("cancellation") == {}


def test_what_is_urgent_goes_by_itself() -> None:
    clinic = Clinic()
    clinic.set_policy(quiet_until="09:00")
    two_cancelled(clinic, hours=(9, 15))
    assert due("several_changes") == {"email": EVENING + GATHERING}
    assert OutgoingMessage.objects.filter(kind="cancellation", state=State.DUE).count() == 2


def test_what_the_desk_does_later_that_night_joins_the_one_text_of_the_morning(
    sms_provider: SmsProvider, mailbox: Mailbox
) -> None:
    clinic = Clinic(therapists=1)
    mine = two_cancelled(clinic)
    third = clinic.book(clinic.at(10, days=3), mine[0].patient)
    OutgoingMessage.objects.filter(kind="confirmation").update(state=State.SENT)
    later = EVENING + timedelta(hours=1)
    lifecycle.cancel(
        appointment=third, now=later, actor=desk(), late=False, quiet_until=later + GATHERING
    )
    tell_together([third], due_at=later + GATHERING)
    OutgoingMessage.objects.filter(channel="email").delete()
    delivery.run(clock=lambda: MORNING)
    (text,) = sms_provider.requests
    assert text["Body"].count("Cancelled") == 3


# Sent at night


def test_a_worker_that_comes_back_at_three_sends_no_reminder_until_the_morning(
    mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    clinic = Clinic()
    clinic.book(clinic.at(9, days=2), make_alice(), now=EVENING - timedelta(days=2))
    rows = OutgoingMessage.objects.filter(kind="reminder_second")
    OutgoingMessage.objects.exclude(kind="reminder_second").delete()
    rows.update(due_at=EVENING - timedelta(hours=2), next_try_at=EVENING - timedelta(hours=2))
    delivery.run(clock=lambda: AT_THREE)
    assert (len(mailbox), sms_provider.requests) == (0, [])
    assert set(rows.values_list("state", "next_try_at", "attempts")) == {("due", MORNING, 0)}
    assert OutgoingMessage.objects.oldest_overdue_seconds(now=AT_THREE) is None
    delivery.run(clock=lambda: MORNING)
    assert (len(mailbox), len(sms_provider.requests)) == (1, 1)


def test_a_text_that_could_not_go_in_the_evening_waits_for_the_morning(
    mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    clinic = Clinic()
    clinic.book(clinic.at(15, days=3), make_alice(), now=EVENING)
    delivery.run(clock=lambda: AT_THREE)
    assert (len(mailbox), sms_provider.requests) == (1, [])
    delivery.run(clock=lambda: MORNING)
    assert len(sms_provider.requests) == 1


def test_what_waited_says_so_and_forgets_it_when_sent(
    mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    clinic = Clinic()
    clinic.book(clinic.at(15, days=3), make_alice(), now=EVENING)
    row = OutgoingMessage.objects.get(kind="confirmation", channel="sms")
    delivery.run(clock=lambda: AT_THREE)
    row.refresh_from_db()
    assert row.error == "Waits for the end of the quiet hours."
    delivery.run(clock=lambda: MORNING)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.SENT, "")


def test_what_waited_for_the_morning_is_withdrawn_when_it_no_longer_holds(
    sms_provider: SmsProvider, mailbox: Mailbox
) -> None:
    clinic = Clinic()
    cancelled = booked(clinic)
    cancel(cancelled)
    Appointment.objects.filter(pk=cancelled.pk).update(sequence=9)
    delivery.run(clock=lambda: MORNING)
    assert sms_provider.requests == []


def test_news_withdrawn_by_a_move_is_not_told_in_the_morning() -> None:
    appointment = booked(clinic := Clinic())
    move(appointment, clinic.at(12, days=2))
    appointment.refresh_from_db()
    move(appointment, clinic.at(13, days=2))
    assert due("change") == {"email": EVENING, "sms": MORNING}
    assert messages.untold_news(appointment) == {"email": "change", "sms": "change"}
