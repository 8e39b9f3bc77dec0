"""The desk takes back its last change, as long as nobody has been told of it."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from booking import lifecycle
from booking.history import latest_event
from booking.models import Appointment, Status
from reminders import outbox
from reminders.models import OutgoingMessage, State
from tests.booking.rows import all_rows, events_of, messages_about, tell_what_is_due
from tests.concurrency.together import together
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient, make_treatment

BOB = desk()
SOON = NOW + timedelta(seconds=9)
QUIET = NOW + timedelta(seconds=12)


def undo(appointment: Appointment, now: datetime = SOON, **changes: Any) -> Appointment:
    event = latest_event(appointment)
    return lifecycle.undo(**{"event": event, "now": now, "actor": BOB, **changes})


def move(appointment: Appointment, starts_at: datetime, **changes: Any) -> Appointment:
    wanted = {"therapist": None, "now": NOW, "actor": BOB, "quiet_until": QUIET}
    return lifecycle.reschedule(
        **{"appointment": appointment, "starts_at": starts_at, **wanted, **changes}
    )


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    """Alice's, in a week; she has her confirmation."""
    appointment = clinic.book(clinic.at(10, days=7))
    assert tell_what_is_due(NOW) == ["confirmation"]
    return appointment


def test_it_puts_a_move_back_and_nobody_hears_of_it(clinic: Clinic, booked: Appointment) -> None:
    back = undo(move(booked, clinic.at(14, days=7)))
    assert (back.starts_at, back.ends_at, back.blocked_until) == (
        *(booked.starts_at, booked.ends_at, booked.blocked_until),
    )
    assert tell_what_is_due(NOW + timedelta(hours=1)) == []
    assert events_of(back)[-2:] == ["rescheduled", "undone"]


def test_reminders_follow_it_back(clinic: Clinic, booked: Appointment) -> None:
    back = undo(move(booked, clinic.at(14, days=7)))
    waiting = {(kind, version) for kind, version, state in messages_about(back) if state == "due"}
    assert waiting == {("reminder_first", 2), ("reminder_second", 2)}


def test_it_puts_another_duration_and_its_price_back(clinic: Clinic, booked: Appointment) -> None:
    longer = clinic.treatment.options.create(minutes=90, turnover_minutes=10, price=130)
    moved = move(booked, booked.starts_at, option=longer)
    assert (moved.minutes, moved.turnover_minutes, moved.price) == (90, 10, Decimal(130))
    back = undo(moved)
    assert (back.minutes, back.turnover_minutes, back.price) == (60, 15, Decimal(90))


def test_the_news_goes_when_nobody_undoes(clinic: Clinic, booked: Appointment) -> None:
    move(booked, clinic.at(14, days=7))
    assert tell_what_is_due(QUIET - timedelta(seconds=1)) == []
    assert tell_what_is_due(QUIET) == ["change"]


def test_what_the_patient_knows_stays(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7))
    tell_what_is_due(QUIET)
    before = all_rows()
    with pytest.raises(lifecycle.TooLate):
        undo(moved)
    assert all_rows() == before


def test_what_is_just_being_sent_stays(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7))
    outbox.claim(now=QUIET)
    with pytest.raises(lifecycle.TooLate):
        undo(moved)


def test_it_is_too_late_after_a_while(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7), tell=False)
    with pytest.raises(lifecycle.TooLate):
        undo(moved, NOW + lifecycle.UNDO_WITHIN + timedelta(seconds=1))
    undo(moved, NOW + lifecycle.UNDO_WITHIN)


def test_news_that_the_move_had_overtaken_goes_after_all(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10, days=7))
    back = undo(move(booked, clinic.at(14, days=7)))
    assert tell_what_is_due(SOON) == ["confirmation"]
    assert OutgoingMessage.objects.get(state="sent").version == back.sequence


def test_a_move_the_desk_tells_itself_keeps_the_confirmation(clinic: Clinic) -> None:
    move(clinic.book(clinic.at(10, days=7)), clinic.at(14, days=7), tell=False)
    assert tell_what_is_due(QUIET) == ["confirmation"]


def test_another_desk_was_faster(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7))
    mine = latest_event(moved)
    move(moved, clinic.at(12, days=7))
    with pytest.raises(lifecycle.StateChanged):
        undo(moved, event=mine)


def test_it_is_not_undone_twice(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7))
    mine = latest_event(moved)
    undo(moved)
    with pytest.raises(lifecycle.StateChanged):
        undo(moved, event=mine)


def test_it_does_not_go_back_to_a_place_that_is_taken(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7))
    clinic.book(clinic.at(10, days=7), make_patient())
    before = all_rows()
    with pytest.raises(lifecycle.SlotTaken):
        undo(moved)
    assert all_rows() == before


def test_a_dead_hold_is_not_in_the_way(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7))
    clinic.hold(clinic.at(10, days=7), keep_until=NOW + timedelta(seconds=1))
    assert undo(moved).starts_at == booked.starts_at


def test_it_takes_a_booking_back(clinic: Clinic) -> None:
    made = lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=None,
        starts_at=clinic.at(10, days=7),
        patient=make_patient(),
        now=NOW,
        actor=BOB,
        quiet_until=QUIET,
    )
    assert undo(made).status == Status.CANCELLED
    assert tell_what_is_due(QUIET) == []


def test_a_patient_s_own_booking_is_not_undone(booked: Appointment) -> None:
    with pytest.raises(lifecycle.StateChanged):
        undo(booked)


def test_it_takes_a_cancellation_back(clinic: Clinic, booked: Appointment) -> None:
    gone = lifecycle.cancel(appointment=booked, now=NOW, actor=BOB, late=True, quiet_until=QUIET)
    assert gone.cancelled_late
    back = undo(gone)
    assert (back.status, back.cancelled_late) == (Status.BOOKED, False)
    assert tell_what_is_due(QUIET) == []


DAY = timedelta(days=7, hours=2)


@pytest.mark.parametrize("step", ["arrive", "start", "complete", "no_show"])
def test_it_takes_a_step_of_the_day_back(booked: Appointment, step: str) -> None:
    stepped = getattr(lifecycle, step)(appointment=booked, now=NOW + DAY, actor=BOB)
    assert undo(stepped, NOW + DAY + timedelta(hours=5)).status == Status.BOOKED


def test_a_step_goes_back_to_the_one_before(booked: Appointment) -> None:
    lifecycle.arrive(appointment=booked, now=NOW + DAY, actor=BOB)
    begun = lifecycle.start(appointment=booked, now=NOW + DAY, actor=BOB)
    assert undo(begun, NOW + DAY).status == Status.ARRIVED


def test_a_step_stays_when_the_day_is_over(booked: Appointment) -> None:
    arrived = lifecycle.arrive(appointment=booked, now=NOW + DAY, actor=BOB)
    with pytest.raises(lifecycle.TooLate, match="day is over"):
        undo(arrived, NOW + DAY + timedelta(days=1))


def test_a_no_show_stays_when_somebody_took_the_time(clinic: Clinic, booked: Appointment) -> None:
    missed = lifecycle.no_show(appointment=booked, now=NOW + DAY, actor=BOB)
    lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=None,
        starts_at=booked.starts_at,
        patient=make_patient(),
        now=NOW + DAY,
        actor=BOB,
        reason="Walked in.",
    )
    with pytest.raises(lifecycle.SlotTaken, match="Somebody else"):
        undo(missed, NOW + DAY)


def test_what_the_patient_did_is_not_undone(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7), actor=PATIENT)
    with pytest.raises(lifecycle.StateChanged):
        undo(moved)
    gone = lifecycle.cancel(appointment=moved, now=NOW, actor=PATIENT)
    with pytest.raises(lifecycle.StateChanged):
        undo(gone)
    assert ("cancellation", 2, "due") in messages_about(gone)


def test_only_the_desk_undoes(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=7), actor=PATIENT)
    with pytest.raises(lifecycle.StateChanged):
        undo(moved, actor=PATIENT)


@pytest.mark.django_db(transaction=True)
def test_undo_and_delivery_at_once_tell_one_story() -> None:
    clinic = Clinic()
    for hour in range(1, 9):
        booked = clinic.book(clinic.at(10, days=hour))
        tell_what_is_due(NOW)
        moved = move(booked, clinic.at(14, days=hour))
        outcome, told = together([partial(undo, moved), partial(tell_what_is_due, QUIET)])
        moved.refresh_from_db()
        was_told = told == ["change"]
        assert was_told == isinstance(outcome, lifecycle.TooLate)
        assert was_told == (moved.starts_at != booked.starts_at)


def test_a_treatment_is_never_exchanged_by_a_move(clinic: Clinic, booked: Appointment) -> None:
    with pytest.raises(ValueError, match="keeps the treatment"):
        move(booked, booked.starts_at, option=make_treatment().options.get())


def test_a_note_stands_in_nobodys_way(clinic: Clinic) -> None:
    here = lifecycle.arrive(appointment=clinic.book(clinic.at(10)), now=clinic.at(9), actor=BOB)
    arrived = latest_event(here)
    lifecycle.write_note(appointment=here, note="Pays cash", now=clinic.at(9), actor=BOB)
    back = lifecycle.undo(event=arrived, now=clinic.at(9, 5), actor=BOB)
    assert (back.status, back.desk_note) == (Status.BOOKED, "Pays cash")


def test_a_reminder_that_fell_due_meanwhile_goes_after_all(clinic: Clinic) -> None:
    appointment = clinic.book(clinic.at(15))
    two_hours_before = clinic.at(13)
    here = lifecycle.arrive(appointment=appointment, now=clinic.at(12, 59), actor=BOB)
    for message in outbox.claim(now=two_hours_before):
        outbox.record_withdrawn(message, reason="The appointment is arrived.")
    undo(here, now=clinic.at(13, 2))
    assert "reminder_second" in tell_what_is_due(clinic.at(13, 3))


def test_a_reminder_comes_back_no_earlier_than_it_is_due(clinic: Clinic) -> None:
    here = lifecycle.arrive(appointment=clinic.book(clinic.at(15)), now=clinic.at(9), actor=BOB)
    OutgoingMessage.objects.filter(kind="reminder_second").update(state=State.WITHDRAWN)
    undo(here, now=clinic.at(9, 1))
    assert "reminder_second" not in tell_what_is_due(clinic.at(9, 2))
