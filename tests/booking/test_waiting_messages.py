"""The message that brings an offer: word for word in the golden files, and when it holds."""

from datetime import date, timedelta
from typing import Any

import pytest

from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from booking.waiting.letters import render
from booking.waiting.messages import fetch, still_holds
from patients.models import Patient
from reminders.channels import EmailContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from tests.booking.golden_appointment import (
    NOW,
    TOKEN,
    assert_golden_email,
    assert_golden_sms,
    in_both_languages,
    make_alice,
    make_golden_appointment,
)

pytestmark = pytest.mark.django_db
UNTIL = NOW + timedelta(hours=1)


def make_offer(alice: Patient, *, replacing: bool = True, **fields: Any) -> WaitlistOffer:
    """The golden appointment is what she has; a time on Saturday is what she is offered."""
    booked = make_golden_appointment(alice)
    held = Appointment.objects.create(
        location=booked.location,
        room=booked.room,
        therapist=booked.therapist,
        treatment=booked.treatment,
        status=Status.HELD,
        starts_at=booked.starts_at - timedelta(days=3),
        ends_at=booked.ends_at - timedelta(days=3),
        blocked_until=booked.blocked_until - timedelta(days=3),
        price=120,
        source="waiting",
        expires_at=UNTIL,
    )
    entry = WaitlistEntry.objects.create(
        patient=alice,
        location=booked.location,
        treatment=booked.treatment,
        minutes=60,
        instead_of=booked if replacing else None,
        first_day=date(2027, 5, 1),
        last_day=date(2027, 5, 4),
        weekdays=list(range(7)),
        earliest="09:00",
        latest="20:00",
        created_at=NOW,
    )
    made = WaitlistOffer.objects.create(
        **{
            "entry": entry,
            "appointment": held,
            "token": TOKEN,
            "offered_at": NOW,
            "expires_at": UNTIL,
            **fields,
        }
    )
    return WaitlistOffer.objects.to_show().get(pk=made.pk)


def message(offer: WaitlistOffer, channel: Channel = Channel.EMAIL) -> OutgoingMessage:
    return OutgoingMessage(
        pk=1, subject=f"offer:{offer.pk}", version=0, kind="offer", channel=channel
    )


CHILD = {"relationship": "child", "given_name": "Sam"}
SITUATIONS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "offer": ({}, {}),
    "offer-new": ({}, {"replacing": False}),
    "offer-child": (CHILD, {"expires_at": NOW + timedelta(days=1)}),
}


GOLDEN = in_both_languages(SITUATIONS)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_messages_of_the_golden_files(name: str) -> None:
    situation, language = GOLDEN[name]
    patient, fields = SITUATIONS[situation]
    offer = make_offer(make_alice(**patient, language=language), **fields)
    email, sms = (render(message(offer, one), offer, NOW, Wording()) for one in Channel)
    assert (email.to, sms.to) == ("alice@example.test", "+16045550123")
    assert_golden_email(name, email)
    assert_golden_sms(name, sms)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_shows_nothing_private_on_a_lock_screen(situation: str) -> None:
    patient, fields = SITUATIONS[situation]
    offer = make_offer(make_alice(**patient), **fields)
    email, sms = (render(message(offer, one), offer, NOW, Wording()) for one in Channel)
    assert isinstance(email, EmailContent)
    for glimpse in (email.subject, sms.text):
        assert "tissue" not in glimpse.lower()
        assert "Archer" not in glimpse


def test_it_reads_what_a_batch_is_about_in_two_queries(django_assert_num_queries: Any) -> None:
    offer = make_offer(make_alice())
    with django_assert_num_queries(2):
        found = fetch([message(offer)])[1]
    with django_assert_num_queries(0):
        assert still_holds(message(offer), found, NOW) == ""
        render(message(offer), found, NOW, Wording())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answer": "declined"}, "The offer is over: declined."),
        ({"answer": "accepted"}, "The offer is over: accepted."),
        ({"expires_at": NOW}, "The time is no longer kept."),
    ],
)
def test_it_does_not_go_when_the_offer_is_over(change: dict[str, Any], reason: str) -> None:
    offer = make_offer(make_alice(), **change)
    assert still_holds(message(offer), offer, NOW) == reason


def test_it_does_not_go_when_the_time_was_given_back() -> None:
    offer = make_offer(make_alice())
    offer.appointment.status = Status.CANCELLED
    assert still_holds(message(offer), offer, NOW) == "The time is no longer kept."


def test_it_does_not_go_by_a_channel_that_is_no_longer_wanted() -> None:
    offer = make_offer(make_alice(reminders_by_sms=False))
    assert "chose no SMS" in str(still_holds(message(offer, Channel.SMS), offer, NOW))
    assert still_holds(message(offer), offer, NOW) == ""
