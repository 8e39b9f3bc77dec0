"""Several sessions change together, or none of them does."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.lifecycle import Move, Session
from booking.messages import Kind as SessionKind
from booking.models import Appointment, Series, Source, Status
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.booking.courses import (
    book_course,
    messages_about,
    sessions_at,
    sessions_of,
    starts_of,
    weekly,
)
from tests.booking.rows import all_rows, events_of
from tests.booking.rows import messages_about as messages_about_session
from tests.factories import NOW, Clinic, desk, make_patient, make_user
from therapists.models import Therapist

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair() -> Clinic:
    return Clinic(therapists=2, rooms=2)


def everything() -> list[object]:
    return [*all_rows(), list(Series.objects.values())]


def test_it_books_all_sessions(clinic: Clinic) -> None:
    alice, bob = make_patient(), make_user()
    series = book_course(clinic, patient=alice, actor=desk(bob), every_weeks=1)
    assert starts_of(series) == weekly(clinic)
    for session in sessions_of(series):
        assert (session.status, session.patient, session.source) == (
            Status.BOOKED,
            alice,
            Source.DESK,
        )
        assert session.events.get().user == bob


def test_sessions_may_be_with_different_therapists(pair: Clinic) -> None:
    maya, jonas = pair.therapists
    first, second = weekly(pair, count=2)
    wanted = [Session(pair.option, maya, first), Session(pair.option, jonas, second)]
    series = book_course(pair, wanted)
    assert [one.therapist for one in sessions_of(series)] == [maya, jonas]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_that_is_taken_books_none(clinic: Clinic, position: int) -> None:
    clinic.book(weekly(clinic)[position])
    before = everything()
    with pytest.raises(lifecycle.SessionRefused) as refused:
        book_course(clinic, patient=make_patient())
    assert refused.value.position == position
    assert isinstance(refused.value.refusal, lifecycle.SlotTaken)
    assert everything() == before


def test_it_says_when_the_patient_is_elsewhere(pair: Clinic) -> None:
    alice = make_patient()
    pair.book(weekly(pair)[1], alice, therapist=pair.therapists[1])
    with pytest.raises(lifecycle.SessionRefused) as refused:
        book_course(pair, patient=alice)
    assert isinstance(refused.value.refusal, lifecycle.PatientBusy)
    assert refused.value.position == 1


def test_sessions_of_one_series_do_not_overlap(pair: Clinic) -> None:
    maya, jonas = pair.therapists
    twice = [Session(pair.option, one, pair.at(10)) for one in (maya, jonas)]
    with pytest.raises(lifecycle.SessionRefused) as refused:
        book_course(pair, twice)
    assert refused.value.position == 1


def test_beyond_the_horizon_it_wants_a_reason(clinic: Clinic) -> None:
    far = sessions_at(clinic, clinic.at(10, days=80), clinic.at(10, days=94))
    before = everything()
    with pytest.raises(lifecycle.SessionRefused, match="reason") as refused:
        book_course(clinic, far, patient=make_patient())
    assert refused.value.position == 1
    assert everything() == before
    series = book_course(clinic, far, reason="She asked for the whole spring.")
    assert sessions_of(series)[1].events.get().reason == "She asked for the whole spring."


def test_a_repeated_submit_answers_with_the_first_series(clinic: Clinic) -> None:
    first = book_course(clinic, idempotency_key="series-one-press")
    assert book_course(clinic, idempotency_key="series-one-press") == first
    assert Appointment.objects.count() == 3


def test_it_tells_once_and_reminds_of_each(clinic: Clinic) -> None:
    series = book_course(clinic)
    assert messages_about(series) == {("series_confirmation", 0, "due")}
    for session in sessions_of(series):
        kinds = {kind for kind, *_ in messages_about_session(session)}
        assert SessionKind.CONFIRMATION not in kinds
        assert SessionKind.REMINDER_SECOND in kinds


def test_it_tells_nothing_when_the_desk_does_that(clinic: Clinic) -> None:
    series = book_course(clinic, tell=False)
    assert messages_about(series) == set()
    assert OutgoingMessage.objects.exists()  # the reminders


def test_its_queries_grow_only_with_its_sessions(
    clinic: Clinic, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sessions = sessions_at(clinic, *weekly(clinic, count=6))
    alice = make_patient()
    with django_assert_max_num_queries(15 + 6 * 16):
        book_course(clinic, sessions, alice)


def moved(series: Series, *places: tuple[int, Therapist, object], **how: object) -> Series:
    sessions = sessions_of(series)
    moves = [Move(sessions[number], therapist, at) for number, therapist, at in places]  # type: ignore[arg-type]
    asked = {"series": series, "moves": moves, "now": NOW, "actor": desk(), **how}
    return lifecycle.move_series(**asked)  # type: ignore[arg-type]


def test_it_moves_the_rest(pair: Clinic) -> None:
    series, jonas = book_course(pair), pair.therapists[1]
    new = weekly(pair, hour=14, first=2)
    moved(series, (1, jonas, new[1]), (2, jonas, new[2]))
    assert starts_of(series) == [weekly(pair)[0], new[1], new[2]]
    assert [one.sequence for one in sessions_of(series)] == [0, 1, 1]
    assert events_of(sessions_of(series)[1]) == ["booked", "rescheduled"]


def test_a_move_the_desk_tells_itself_keeps_the_confirmation(clinic: Clinic) -> None:
    series = book_course(clinic)
    added = clinic.book(clinic.at(14, days=1), series.patient)
    Appointment.objects.filter(pk=added.pk).update(series=series)
    moved(series, (1, clinic.therapist, clinic.at(12, days=1)), tell=False)
    assert ("confirmation", 1, "due") in messages_about_session(sessions_of(series)[1])


@pytest.mark.parametrize("weeks", [-1, 1])
def test_a_session_may_go_where_another_has_been(clinic: Clinic, weeks: int) -> None:
    series = book_course(clinic, sessions_at(clinic, *weekly(clinic, first=15)))
    shifted = [at + timedelta(weeks=weeks) for at in starts_of(series)]
    places = [(number, clinic.therapist, at) for number, at in enumerate(shifted)]
    moved(series, *places)
    assert starts_of(series) == shifted


def test_two_sessions_may_change_places(clinic: Clinic) -> None:
    series = book_course(clinic, sessions_at(clinic, clinic.at(10), clinic.at(11, 15)))
    one, other = sessions_of(series)
    first, second = one.starts_at, other.starts_at
    moved(series, (0, clinic.therapist, second), (1, clinic.therapist, first))
    one.refresh_from_db()
    assert one.starts_at == second


def test_it_keeps_the_room_if_that_is_free(pair: Clinic) -> None:
    pair.book(pair.at(10), therapist=pair.therapists[1])
    series = book_course(pair, sessions_at(pair, pair.at(10)))
    room = sessions_of(series)[0].room
    moved(series, (0, pair.therapist, pair.at(14)))
    assert sessions_of(series)[0].room == room


def test_a_move_that_fails_leaves_all_as_they_were(clinic: Clinic) -> None:
    series = book_course(clinic)
    clinic.book(weekly(clinic, hour=14)[2])
    before = everything()
    with pytest.raises(lifecycle.SessionRefused) as refused:
        moved(series, *((n, clinic.therapist, at) for n, at in enumerate(weekly(clinic, 14))))
    assert refused.value.position == 2
    assert everything() == before


def test_a_repeated_move_finds_itself_done(clinic: Clinic) -> None:
    series = book_course(clinic)
    stale = sessions_of(series)
    new = weekly(clinic, hour=14)
    moves = [Move(one, clinic.therapist, at) for one, at in zip(stale, new, strict=True)]
    for _ in range(2):
        lifecycle.move_series(series=series, moves=moves, now=NOW, actor=desk())
    assert [one.sequence for one in sessions_of(series)] == [1, 1, 1]


def test_a_move_sees_that_another_desk_was_faster(clinic: Clinic) -> None:
    series = book_course(clinic)
    stale = sessions_of(series)
    moved(series, (1, clinic.therapist, clinic.at(15, days=8)))
    moves = [Move(one, clinic.therapist, one.starts_at + timedelta(hours=2)) for one in stale]
    with pytest.raises(lifecycle.SessionRefused) as refused:
        lifecycle.move_series(series=series, moves=moves, now=NOW, actor=desk())
    assert isinstance(refused.value.refusal, lifecycle.StateChanged)
    assert refused.value.position == 1


def test_a_late_move_wants_a_reason(clinic: Clinic) -> None:
    series, late = book_course(clinic), clinic.at(9)
    with pytest.raises(lifecycle.SessionRefused, match="reason"):
        moved(series, (0, clinic.therapist, clinic.at(14)), now=late)
    moved(series, (0, clinic.therapist, clinic.at(14)), now=late, reason="Ill today.")
    assert starts_of(series)[0] == clinic.at(14)


def test_a_move_is_told_once(clinic: Clinic) -> None:
    series = book_course(clinic)
    moved(series, *((n, clinic.therapist, at) for n, at in enumerate(weekly(clinic, 14))))
    assert ("series_change", 3, "due") in messages_about(series)
    for session in sessions_of(series):
        assert SessionKind.CHANGE not in {kind for kind, *_ in messages_about_session(session)}


def test_reminders_follow_a_move(clinic: Clinic) -> None:
    series = book_course(clinic)
    moved(series, (0, clinic.therapist, clinic.at(14)))
    messages = messages_about_session(sessions_of(series)[0])
    assert ("reminder_second", 0, "withdrawn") in messages
    assert ("reminder_second", 1, "due") in messages


def test_it_moves_no_session_of_another_series(clinic: Clinic) -> None:
    series, other = book_course(clinic), book_course(clinic, sessions_at(clinic, clinic.at(14)))
    move = Move(sessions_of(other)[0], clinic.therapist, clinic.at(16))
    with pytest.raises(lifecycle.StateChanged):
        lifecycle.move_series(series=series, moves=[move], now=NOW, actor=desk())


def cancelled(series: Series, sessions: list[Appointment], **how: object) -> Series:
    asked = {"series": series, "sessions": sessions, "now": NOW, "actor": desk(), **how}
    return lifecycle.cancel_series(**asked)  # type: ignore[arg-type]


def test_it_cancels_the_rest(clinic: Clinic) -> None:
    series = book_course(clinic)
    cancelled(series, sessions_of(series)[1:])
    assert [one.status for one in sessions_of(series)] == ["booked", "cancelled", "cancelled"]
    clinic.book(weekly(clinic)[1])  # the time is free again


def test_a_late_cancellation_wants_a_reason_and_cancels_none_without(clinic: Clinic) -> None:
    series, late = book_course(clinic), clinic.at(9)
    before = everything()
    with pytest.raises(lifecycle.SessionRefused, match="reason") as refused:
        cancelled(series, sessions_of(series), now=late)
    assert refused.value.position == 0
    assert everything() == before
    cancelled(series, sessions_of(series), now=late, reason="Moves away.")
    assert [one.cancelled_late for one in sessions_of(series)] == [True, False, False]


def test_a_cancellation_is_told_once(clinic: Clinic) -> None:
    series = book_course(clinic)
    cancelled(series, sessions_of(series)[1:])
    assert ("series_cancellation", 2, "due") in messages_about(series)
    states = {state for *_, state in messages_about_session(sessions_of(series)[1])}
    assert states == {"withdrawn"}


def test_a_repeated_cancellation_changes_nothing(clinic: Clinic) -> None:
    series = book_course(clinic)
    stale = sessions_of(series)
    cancelled(series, stale)
    before = everything()
    cancelled(series, stale)
    assert everything() == before


def test_a_cancellation_sees_that_a_session_has_moved(clinic: Clinic) -> None:
    series = book_course(clinic)
    stale = sessions_of(series)
    moved(series, (1, clinic.therapist, clinic.at(14, days=8)))
    before = everything()
    with pytest.raises(lifecycle.SessionRefused) as refused:
        cancelled(series, stale)
    assert refused.value.position == 1
    assert everything() == before


def test_what_was_told_together_cannot_be_undone_alone(clinic: Clinic) -> None:
    series = book_course(clinic)
    event = sessions_of(series)[0].events.get()
    with pytest.raises(lifecycle.StateChanged, match="several sessions"):
        lifecycle.undo(event=event, now=NOW, actor=desk())


def test_one_session_goes_its_own_way(clinic: Clinic) -> None:
    series = book_course(clinic)
    second = sessions_of(series)[1]
    lifecycle.cancel(appointment=second, now=NOW, actor=desk())
    assert ("cancellation", 1, "due") in messages_about_session(second)
    assert Patient.objects.get() == series.patient
