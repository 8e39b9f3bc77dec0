"""Every state against every verb, and the steps of a day at the clinic."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Appointment, Status
from tests.booking.rows import all_rows, events_of
from tests.factories import NOW, PATIENT, SYSTEM, VISITOR, Clinic, desk, make_patient

BOB = desk()
IN_TIME = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=20)
STARTED = NOW + timedelta(days=7, hours=2)

HOLD_EXPIRED, STATE_CHANGED = lifecycle.HoldExpired, lifecycle.StateChanged
TOO_LATE = lifecycle.TooLate
Outcome = Status | type[lifecycle.Refused]


def held(clinic: Clinic) -> Appointment:
    return clinic.hold(clinic.at(10, days=7))


def released(clinic: Clinic) -> Appointment:
    return lifecycle.release(appointment=held(clinic), now=NOW, actor=VISITOR)


def booked(clinic: Clinic) -> Appointment:
    return clinic.book(clinic.at(10, days=7))


def arrived(clinic: Clinic) -> Appointment:
    return lifecycle.arrive(appointment=booked(clinic), now=STARTED, actor=BOB)


def in_session(clinic: Clinic) -> Appointment:
    return lifecycle.start(appointment=arrived(clinic), now=STARTED, actor=BOB)


def completed(clinic: Clinic) -> Appointment:
    return lifecycle.complete(appointment=in_session(clinic), now=STARTED, actor=BOB)


def no_show(clinic: Clinic) -> Appointment:
    return lifecycle.no_show(appointment=booked(clinic), now=STARTED, actor=BOB)


def cancelled(clinic: Clinic) -> Appointment:
    return lifecycle.cancel(appointment=booked(clinic), now=NOW, actor=PATIENT)


def patient_of(appointment: Appointment) -> Any:
    return appointment.patient or make_patient()


VERBS: dict[str, Callable[[Appointment], Any]] = {
    "confirm": lambda it: lifecycle.confirm(
        appointment=it, patient=patient_of(it), now=IN_TIME, actor=PATIENT
    ),
    "confirm late": lambda it: lifecycle.confirm(
        appointment=it, patient=patient_of(it), now=LATER, actor=PATIENT
    ),
    "confirm for another": lambda it: lifecycle.confirm(
        appointment=it, patient=make_patient(), now=IN_TIME, actor=PATIENT
    ),
    "release": lambda it: lifecycle.release(appointment=it, now=IN_TIME, actor=VISITOR),
    "reschedule": lambda it: lifecycle.reschedule(
        appointment=it,
        therapist=None,
        starts_at=it.starts_at + timedelta(hours=2),
        now=IN_TIME,
        actor=BOB,
    ),
    "cancel": lambda it: lifecycle.cancel(appointment=it, now=IN_TIME, actor=PATIENT),
    "cancel at the desk": lambda it: lifecycle.cancel(
        appointment=it, now=STARTED, actor=BOB, reason="Why not."
    ),
    "arrive": lambda it: lifecycle.arrive(appointment=it, now=STARTED, actor=BOB),
    "start": lambda it: lifecycle.start(appointment=it, now=STARTED, actor=BOB),
    "complete": lambda it: lifecycle.complete(appointment=it, now=STARTED, actor=BOB),
    "no-show": lambda it: lifecycle.no_show(appointment=it, now=STARTED, actor=BOB),
}

STATES = (held, released, booked, arrived, in_session, completed, no_show, cancelled)
# One line a verb, one column a state, in the order of STATES.
HELD, BOOKED, ARRIVED, IN_SESSION, COMPLETED, NO_SHOW, CANCELLED = Status
NO = STATE_CHANGED
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    "confirm": (BOOKED, HOLD_EXPIRED, BOOKED, NO, NO, NO, NO, HOLD_EXPIRED),
    "confirm late": (HOLD_EXPIRED, HOLD_EXPIRED, BOOKED, NO, NO, NO, NO, HOLD_EXPIRED),
    "confirm for another": (BOOKED, HOLD_EXPIRED, NO, NO, NO, NO, NO, HOLD_EXPIRED),
    "release": (CANCELLED, CANCELLED, BOOKED, ARRIVED, IN_SESSION, COMPLETED, NO_SHOW, CANCELLED),
    "reschedule": (NO, NO, BOOKED, ARRIVED, NO, NO, NO, NO),
    "cancel": (NO, CANCELLED, CANCELLED, NO, NO, NO, NO, CANCELLED),
    "cancel at the desk": (NO, NO, CANCELLED, CANCELLED, NO, NO, NO, NO),
    "arrive": (NO, NO, ARRIVED, ARRIVED, NO, NO, NO, NO),
    "start": (NO, NO, IN_SESSION, IN_SESSION, IN_SESSION, NO, NO, NO),
    "complete": (NO, NO, COMPLETED, COMPLETED, COMPLETED, COMPLETED, NO, NO),
    "no-show": (NO, NO, NO_SHOW, NO, NO, NO, NO_SHOW, NO),
}
TABLE = [
    pytest.param(state, verb, outcome, id=f"{state.__name__}-{verb}")
    for verb, outcomes in OUTCOMES.items()
    for state, outcome in zip(STATES, outcomes, strict=True)
]


@pytest.mark.parametrize(("state", "verb", "outcome"), TABLE)
def test_every_state_answers_every_verb(
    clinic: Clinic, state: Callable[[Clinic], Appointment], verb: str, outcome: Outcome
) -> None:
    appointment = state(clinic)
    before = all_rows()
    if isinstance(outcome, Status):
        assert VERBS[verb](appointment).status == outcome
    else:
        with pytest.raises(outcome):
            VERBS[verb](appointment)
        assert all_rows() == before
    if outcome == appointment.status and verb != "reschedule":
        assert all_rows() == before  # repeated: nothing new


def test_a_day_at_the_clinic_is_in_the_history(clinic: Clinic) -> None:
    assert events_of(completed(clinic)) == ["held", "booked", "arrived", "started", "completed"]


def test_a_no_show_frees_the_rest_of_the_time(clinic: Clinic) -> None:
    missed = no_show(clinic)
    lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=clinic.therapist,
        starts_at=missed.starts_at,
        patient=make_patient(),
        now=STARTED,
        actor=BOB,
        reason="Walked in.",
    )


def test_nobody_is_a_no_show_before_the_start(clinic: Clinic) -> None:
    appointment = booked(clinic)
    early = appointment.starts_at - timedelta(seconds=1)
    with pytest.raises(STATE_CHANGED, match="not begun"):
        lifecycle.no_show(appointment=appointment, now=early, actor=BOB)
    lifecycle.no_show(appointment=appointment, now=appointment.starts_at, actor=BOB)


def test_nobody_is_a_no_show_at_a_time_they_moved_away_from(clinic: Clinic) -> None:
    appointment = booked(clinic)
    lifecycle.reschedule(
        appointment=appointment,
        therapist=None,
        starts_at=appointment.starts_at + timedelta(days=1),
        now=NOW,
        actor=PATIENT,
    )
    with pytest.raises(STATE_CHANGED):
        lifecycle.no_show(appointment=appointment, now=appointment.starts_at, actor=BOB)


def test_a_completed_session_keeps_its_time(clinic: Clinic) -> None:
    done = completed(clinic)
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(done.starts_at)


def broken(*_arguments: object, **_names: object) -> None:
    raise ZeroDivisionError("in the middle of it")


BROKEN_AT_THE_END = {
    "hold": (None, "holding.event_of", lambda clinic, _: clinic.hold(clinic.at(12, days=7))),
    "book": (
        None,
        "changing.messages.announce_booked",
        lambda clinic, _: lifecycle.book(
            location=clinic.location,
            option=clinic.option,
            therapist=None,
            starts_at=clinic.at(12, days=7),
            patient=make_patient(),
            now=NOW,
            actor=BOB,
        ),
    ),
    "confirm": (held, "holding.messages.announce_booked", lambda _, it: VERBS["confirm"](it)),
    "release": (held, "holding.record", lambda _, it: VERBS["release"](it)),
    "expire": (held, "holding.expire_holds", lambda _, __: lifecycle.expire(now=LATER)),
    "reschedule": (
        booked,
        "moving.messages.announce_rescheduled",
        lambda _, it: VERBS["reschedule"](it),
    ),
    "cancel": (booked, "changing.messages.announce_cancelled", lambda _, it: VERBS["cancel"](it)),
    "arrive": (booked, "visiting.record", lambda _, it: VERBS["arrive"](it)),
    "start": (booked, "visiting.record", lambda _, it: VERBS["start"](it)),
    "complete": (booked, "visiting.record", lambda _, it: VERBS["complete"](it)),
    "no-show": (booked, "visiting.record", lambda _, it: VERBS["no-show"](it)),
}


@pytest.mark.parametrize(
    ("state", "part", "verb"), BROKEN_AT_THE_END.values(), ids=BROKEN_AT_THE_END.keys()
)
def test_what_breaks_in_the_middle_leaves_nothing_half_done(
    clinic: Clinic,
    state: Callable[[Clinic], Appointment] | None,
    part: str,
    verb: Callable[[Clinic, Appointment | None], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appointment = state(clinic) if state else None
    before = all_rows()
    monkeypatch.setattr(f"booking.lifecycle.{part}", broken)
    with pytest.raises(ZeroDivisionError):
        verb(clinic, appointment)
    assert all_rows() == before


def test_the_rows_of_a_takeover_come_back_when_it_breaks(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.hold(clinic.at(10, days=7))
    before = all_rows()
    monkeypatch.setattr("booking.lifecycle.holding.event_of", broken)
    with pytest.raises(ZeroDivisionError):
        clinic.hold(clinic.at(10, days=7), now=LATER)
    assert all_rows() == before


def test_the_system_may_be_an_actor(clinic: Clinic) -> None:
    event = clinic.hold(clinic.at(10), actor=SYSTEM).events.get()
    assert (event.actor_kind, event.user) == ("system", None)
