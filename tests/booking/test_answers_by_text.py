"""C by text message: who comes, and who was asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from booking import attention, lifecycle, messages
from booking.lifecycle import attending
from booking.models import Appointment, Attention, ToldTogether, WaitlistOffer
from booking.waiting.messages import announce_offer
from patients.models import Patient
from reminders import delivery
from reminders.models import Channel, OutgoingMessage, State
from tests.booking import pages
from tests.booking.pages import booked, soon
from tests.booking.stranding import off
from tests.booking.waiting_list import waits
from tests.concurrency.together import together
from tests.edges import Mailbox, SmsProvider
from tests.factories import Clinic, desk, make_patient
from tests.reminders.texts import INCOMING, NUMBER, call, form_of, text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Patient:
    return make_patient(phone=NUMBER, reminders_by_sms=True)


def told(
    clinic: Clinic, starts_at: datetime, patient: Patient, kind: str = "confirmation"
) -> Appointment:
    """Booked, and the patient has heard of it by SMS."""
    appointment = booked(clinic, starts_at, patient)
    hear(appointment, kind)
    return appointment


def hear(appointment: Appointment, kind: str = "confirmation") -> None:
    about = OutgoingMessage.objects.filter(subject=f"appointment:{appointment.pk}", kind=kind)
    sms = about.filter(channel=Channel.SMS)
    assert sms.update(state=State.SENT, sent_at=timezone.now(), recipient=NUMBER) == 1


def comes(appointment: Appointment) -> bool:
    appointment.refresh_from_db()
    return appointment.attending_since is not None


def test_c_says_that_the_patient_comes(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    answer = text("c.")
    assert "thank you" in answer
    assert "10:00 am" in answer
    assert comes(appointment)
    assert appointment.events.latest("pk").actor_kind == "patient"


def test_it_thanks_in_french(clinic: Clinic, alice: Patient) -> None:
    Patient.objects.filter(pk=alice.pk).update(language="fr-ca")
    told(clinic, soon(clinic, 10), Patient.objects.get(pk=alice.pk))
    answer = text("Oui !")
    assert "merci, nous vous attendons le " in answer
    assert "10 h" in answer


def test_a_reminder_asks_as_well(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice, kind="reminder_first")
    text("OUI")
    assert comes(appointment)


def test_what_another_ones_reminder_told_is_meant_too(clinic: Clinic, alice: Patient) -> None:
    cleo = make_patient(given_name="Cleo", phone=NUMBER, reminders_by_sms=True)
    first = told(clinic, soon(clinic, 10), alice, kind="reminder_first")
    second = booked(clinic, soon(clinic, 14), cleo)
    reminders = OutgoingMessage.objects.filter(channel=Channel.SMS, kind="reminder_first")
    ToldTogether.objects.create(
        reminder=reminders.get(subject=f"appointment:{second.pk}"),
        told_in=reminders.get(subject=f"appointment:{first.pk}"),
    )
    text("C")
    assert comes(second)


def test_it_does_not_confirm_what_nobody_was_told_of(clinic: Clinic, alice: Patient) -> None:
    appointment = booked(clinic, soon(clinic, 10), alice)
    assert "no appointment" in text("C")
    assert clinic.location.phone in text("C")
    assert not comes(appointment)


def test_it_does_not_confirm_another_time_than_was_told(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    lifecycle.reschedule(
        appointment=appointment,
        therapist=None,
        starts_at=soon(clinic, 14),
        now=timezone.now(),
        actor=desk(),
    )
    assert "no appointment" in text("C")
    assert not comes(appointment)


def test_it_confirms_the_nearest_day_only(clinic: Clinic, alice: Patient) -> None:
    first = told(clinic, soon(clinic, 10), alice)
    later = told(clinic, soon(clinic, 10, days=4), alice)
    text("C")
    assert (comes(first), comes(later)) == (True, False)


def test_it_confirms_for_the_whole_family_of_that_day(clinic: Clinic, alice: Patient) -> None:
    cleo = make_patient(given_name="Cleo", phone=NUMBER, reminders_by_sms=True)
    both = [told(clinic, soon(clinic, 10), alice), told(clinic, soon(clinic, 14), cleo)]
    answer = text("C")
    assert [comes(one) for one in both] == [True, True]
    assert "10:00 am, 2:00 pm" in answer


def test_it_leaves_what_is_far_away(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10, days=9), alice)
    assert "no appointment" in text("C")
    assert not comes(appointment)


def test_it_leaves_those_with_another_number(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    other = make_patient(phone="+16045550124")
    assert "no appointment" in text("C", From=str(other.phone))
    assert not comes(appointment)


def test_cancel_cancels_nothing(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    answer = text("CANCEL")
    assert clinic.location.phone in answer
    appointment.refresh_from_db()
    assert appointment.status == "booked"
    alice.refresh_from_db()
    assert alice.sms_stopped_at


def test_a_replay_does_not_confirm_after_a_move(clinic: Clinic, alice: Patient) -> None:
    appointment, form = told(clinic, soon(clinic, 10), alice), form_of("C")
    call(INCOMING, form)
    moved = lifecycle.reschedule(
        appointment=Appointment.objects.get(pk=appointment.pk),
        therapist=None,
        starts_at=soon(clinic, 14),
        now=timezone.now(),
        actor=desk(),
    )
    hear(moved, "change")
    call(INCOMING, form)
    assert not comes(appointment)


def test_a_waiting_text_lapses_after_stop(
    clinic: Clinic, alice: Patient, mailbox: Mailbox, sms_provider: SmsProvider
) -> None:
    booked(clinic, soon(clinic, 10), alice)
    text("STOP")
    delivery.run(clock=timezone.now)
    assert (len(mailbox), sms_provider.requests) == (1, [])


def test_reminders_are_planned_anew_after_start(clinic: Clinic, alice: Patient) -> None:
    appointment = booked(clinic, soon(clinic, 10), alice)
    text("STOP")
    late = booked(clinic, soon(clinic, 10, days=4), alice)
    reminders = OutgoingMessage.objects.filter(
        subject=f"appointment:{late.pk}", channel=Channel.SMS, kind="reminder_first"
    )
    assert not reminders.exists()
    text("START")
    assert reminders.filter(state=State.DUE).exists()
    assert appointment.starts_at > timezone.now()


def strand(clinic: Clinic, appointment: Appointment) -> None:
    """The clinic cannot keep it."""
    off(clinic, appointment.starts_at, appointment.ends_at)
    attention.sweep(now=timezone.now())


def test_what_cannot_take_place_is_not_confirmed(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    strand(clinic, appointment)
    answer = text("YES")
    assert f"/appointments/{appointment.token}/reschedule/?therapist=any" in answer
    assert "thank you" not in answer
    assert not comes(appointment)


def test_yes_to_a_question_for_another_time_confirms_nothing_else(
    clinic: Clinic, alice: Patient
) -> None:
    sooner = told(clinic, soon(clinic, 10), alice)
    asked = told(clinic, soon(clinic, 10, days=4), alice)
    strand(clinic, asked)
    messages.ask_to_move(asked, now=timezone.now())
    hear(asked, "asked_to_move")
    assert f"/appointments/{asked.token}/reschedule/" in text("Oui")
    assert not comes(sooner)


def test_once_it_can_be_kept_the_answer_counts_again(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    strand(clinic, appointment)
    messages.ask_to_move(appointment, now=timezone.now())
    hear(appointment, "asked_to_move")
    Attention.objects.update(settled_at=timezone.now())
    assert "thank you" in text("C")
    assert comes(appointment)


def an_offer(clinic: Clinic, alice: Patient) -> WaitlistOffer:
    """Out since a moment, told by SMS."""
    now = timezone.now()
    held = pages.held(clinic, soon(clinic, 15))
    entry = waits(clinic, alice)
    offer = WaitlistOffer.objects.create(
        entry=entry, appointment=held, offered_at=now, expires_at=now + timedelta(hours=1)
    )
    with transaction.atomic():
        announce_offer(offer, now=now, texts_at=now)
    texts = OutgoingMessage.objects.filter(subject=f"offer:{offer.pk}", channel=Channel.SMS)
    assert texts.update(state=State.SENT, sent_at=timezone.now(), recipient=NUMBER) == 1
    return offer


def test_yes_to_an_offer_confirms_no_appointment(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    offer = an_offer(clinic, alice)
    assert f"/waiting/{offer.token}/" in text("YES")
    assert not comes(appointment)


def test_an_offer_that_is_over_asks_nothing(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    an_offer(clinic, alice)
    WaitlistOffer.objects.update(answer=WaitlistOffer.Answer.DECLINED)
    assert "thank you" in text("YES")
    assert comes(appointment)


def test_a_reminder_after_an_offer_is_what_one_answers(clinic: Clinic, alice: Patient) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    an_offer(clinic, alice)
    hear(appointment, "reminder_first")
    assert "thank you" in text("YES")
    assert comes(appointment)


def test_answers_keep_to_letters_that_cost_little(clinic: Clinic, alice: Patient) -> None:
    Patient.objects.filter(pk=alice.pk).update(language="fr-ca")
    told(clinic, soon(clinic, 10), Patient.objects.get(pk=alice.pk))
    assert "\xa0" not in text("Oui")


def later(appointment: Appointment) -> Callable[[], Any]:
    """The desk's move to the same hour, two days later."""
    return lambda: lifecycle.reschedule(
        appointment=appointment,
        therapist=None,
        starts_at=appointment.starts_at + timedelta(days=2),
        now=timezone.now(),
        actor=desk(),
    )


def answering() -> Callable[[], Any]:
    form = form_of("C")
    return lambda: call(INCOMING, form)


def test_an_answer_and_a_move_at_once_never_confirm_unseen(clinic: Clinic, alice: Patient) -> None:
    """Either the answer came first and the move asks anew, or the move did and it is refused."""
    for hour in (9, 11, 13, 15):
        appointment = told(clinic, soon(clinic, hour), alice)
        together([answering(), later(appointment)])
        assert not comes(appointment)
        assert appointment.sequence == 1


def moved_in_between(monkeypatch: pytest.MonkeyPatch, appointment: Appointment) -> None:
    """Somebody moves it after the answer has looked what it is about, and before it locks.

    By hand: our own moves wait for the patient's row, which the answer has locked.
    """
    attend = lifecycle.attend_together
    row = Appointment.objects.filter(pk=appointment.pk)

    def slow(*seen: Any, **how: Any) -> Any:
        together([lambda: row.update(sequence=F("sequence") + 1)])
        return attend(*seen, **how)

    monkeypatch.setattr(lifecycle, "attend_together", slow)


def test_a_move_in_between_is_asked_about_anew(
    clinic: Clinic, alice: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = told(clinic, soon(clinic, 10), alice)
    moved_in_between(monkeypatch, appointment)
    assert "no appointment" in text("C")
    assert not comes(appointment)


def test_without_the_comparison_it_confirms_unseen(
    clinic: Clinic, alice: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: what was seen is all that holds the answer back."""
    appointment = told(clinic, soon(clinic, 10), alice)
    moved_in_between(monkeypatch, appointment)
    attend = attending.attend_locked
    unseen = lambda current, seen, **how: attend(current, seen=current, **how)  # noqa: ARG005, E731
    monkeypatch.setattr(attending, "attend_locked", unseen)
    text("C")
    assert comes(appointment)
