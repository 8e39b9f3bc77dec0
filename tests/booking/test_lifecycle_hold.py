"""A hold keeps one start for one visitor, and for a few minutes."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from booking import lifecycle
from booking.lifecycle import holding
from booking.models import Appointment, Source, Status
from booking.refusals import UnknownChoice
from locations.models import Closure
from tests.booking.rows import all_rows, events_of
from tests.factories import (
    MONDAY,
    NOW,
    PATIENT,
    VISITOR,
    Clinic,
    make_patient,
    make_therapist,
    make_treatment,
)
from therapists.models import TimeOff

MINUTE = timedelta(minutes=1)


def test_it_keeps_the_start_with_session_turnover_and_price(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    assert (held.starts_at, held.ends_at) == (clinic.at(10), clinic.at(11))
    assert held.blocked_until == clinic.at(11, 15)
    assert (held.price, held.status, held.source) == (Decimal(90), Status.HELD, Source.WEBSITE)
    assert (held.location, held.therapist) == (clinic.location, clinic.therapist)
    assert held.room == clinic.location.rooms.get()
    assert held.patient is None


def test_it_lasts_as_long_as_the_policy_says(clinic: Clinic) -> None:
    clinic.set_policy(hold_minutes=7)
    assert clinic.hold(clinic.at(10)).expires_at == NOW + 7 * MINUTE


def test_it_writes_one_event(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    event = held.events.get()
    assert (event.kind, event.at, event.actor_kind) == ("held", NOW, "visitor")
    assert event.details["starts_at"] == clinic.at(10).isoformat()


def test_it_sends_nothing(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    assert all_rows()[2] == []


# The session from 10:00 blocks 10:00 to 11:15, and each of these its own 75 minutes.
AGAINST_TEN_OCLOCK = {
    "ending right before": (8, 45, True),
    "its turnover over the start": (9, 0, False),
    "over the start": (9, 30, False),
    "exactly the same": (10, 0, False),
    "from the middle": (10, 30, False),
    "in the turnover": (11, 0, False),
    "right after the turnover": (11, 15, True),
}


@pytest.mark.parametrize(
    ("hour", "minute", "free"), AGAINST_TEN_OCLOCK.values(), ids=AGAINST_TEN_OCLOCK.keys()
)
def test_it_never_overlaps_another(clinic: Clinic, hour: int, minute: int, free: bool) -> None:
    clinic.open_all_day()
    clinic.hold(clinic.at(10))
    if free:
        clinic.hold(clinic.at(hour, minute))
        return
    before = all_rows()
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(hour, minute))
    assert all_rows() == before


# The shift is from 9:00 to 17:00; session and turnover take 75 minutes.
AGAINST_THE_SHIFT = {
    "before the shift": (8, 45, False),
    "at its start": (9, 0, True),
    "so that the turnover ends with it": (15, 45, True),
    "so that the turnover outlasts it": (16, 0, False),
    "at its end": (17, 0, False),
}


@pytest.mark.parametrize(
    ("hour", "minute", "free"), AGAINST_THE_SHIFT.values(), ids=AGAINST_THE_SHIFT.keys()
)
def test_it_stays_inside_the_shift(clinic: Clinic, hour: int, minute: int, free: bool) -> None:
    if free:
        clinic.hold(clinic.at(hour, minute))
    else:
        with pytest.raises(lifecycle.SlotTaken):
            clinic.hold(clinic.at(hour, minute))


@pytest.mark.parametrize("stray", [MINUTE, timedelta(seconds=1), timedelta(microseconds=1)])
def test_it_refuses_what_is_off_the_grid(clinic: Clinic, stray: timedelta) -> None:
    with pytest.raises(lifecycle.NotBookable):
        clinic.hold(clinic.at(10) + stray)


def test_it_takes_the_same_instant_with_any_offset(clinic: Clinic) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert clinic.hold(clinic.at(10).astimezone(kathmandu)).starts_at == clinic.at(10)


NOTICE = {"a minute too late": (121, False), "just in time": (120, True)}


@pytest.mark.parametrize(("minutes", "free"), NOTICE.values(), ids=NOTICE.keys())
def test_it_keeps_the_notice(clinic: Clinic, minutes: int, free: bool) -> None:
    now = clinic.at(14) - timedelta(minutes=120) + (120 - minutes) * MINUTE * -1
    if free:
        clinic.hold(clinic.at(14), now=now)
    else:
        with pytest.raises(lifecycle.SlotTaken):
            clinic.hold(clinic.at(14), now=now)


def test_it_keeps_the_notice_to_the_second(clinic: Clinic) -> None:
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(14), now=clinic.at(12) + timedelta(seconds=1))


def test_the_last_day_of_the_horizon_counts(clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=30)
    clinic.hold(clinic.at(15, 45, days=30))
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(9, days=31))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        NOW - timedelta(days=7),
        datetime(9999, 12, 31, 23, 45, tzinfo=UTC),
        datetime(9999, 12, 31, 12, 0, tzinfo=UTC),
    ],
)
def test_it_refuses_every_absurd_moment_in_words(clinic: Clinic, moment: datetime) -> None:
    with pytest.raises(lifecycle.Refused):
        clinic.hold(moment)


def test_it_refuses_a_closed_location(clinic: Clinic) -> None:
    Closure.objects.create(location=clinic.location, starts_at=clinic.at(11), ends_at=clinic.at(12))
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(10))
    clinic.hold(clinic.at(9, 45))  # turnover ends with the opening


def test_it_refuses_a_therapist_who_is_away(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(0), ends_at=clinic.at(23)
    )
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(10))


def test_it_refuses_a_therapist_who_is_not_online(clinic: Clinic) -> None:
    offline = make_therapist("offline", clinic.treatment, is_online=False)
    with pytest.raises(UnknownChoice):
        clinic.hold(clinic.at(10), therapist=offline)


def test_it_refuses_a_therapist_of_other_treatments(clinic: Clinic) -> None:
    with pytest.raises(UnknownChoice):
        clinic.hold(clinic.at(10), therapist=make_therapist("other", make_treatment()))


def test_any_takes_who_has_least_to_do_that_day(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    busy, rested = clinic.therapists
    clinic.hold(clinic.at(9), therapist=busy)
    assert clinic.hold(clinic.at(12), therapist=None).therapist == rested


def test_any_takes_whoever_is_left(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    first = clinic.hold(clinic.at(10), therapist=None)
    second = clinic.hold(clinic.at(10), therapist=None)
    assert {first.therapist, second.therapist} == set(clinic.therapists)
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(10), therapist=None)


def test_a_room_can_be_what_runs_out(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=1)
    clinic.hold(clinic.at(10), therapist=clinic.therapists[0])
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(10), therapist=clinic.therapists[1])


def test_it_is_bookable_again_the_instant_it_expires(clinic: Clinic) -> None:
    first = clinic.hold(clinic.at(10))
    expires_at = NOW + 10 * MINUTE
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(10), now=expires_at - timedelta(microseconds=1))
    second = clinic.hold(clinic.at(10), now=expires_at)
    first.refresh_from_db()
    assert (first.status, second.status) == (Status.CANCELLED, Status.HELD)
    assert events_of(first) == ["held", "expired"]


def test_an_expired_hold_that_only_overlaps_gives_way_too(clinic: Clinic) -> None:
    first = clinic.hold(clinic.at(10))
    clinic.hold(clinic.at(11), now=NOW + 10 * MINUTE)
    first.refresh_from_db()
    assert first.status == Status.CANCELLED


def test_an_expired_hold_of_the_room_gives_way_to_another_therapist(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=1)
    clinic.hold(clinic.at(10), therapist=clinic.therapists[0])
    later = NOW + 10 * MINUTE
    clinic.hold(clinic.at(10), therapist=clinic.therapists[1], now=later)


def test_the_same_key_answers_with_the_first_result(clinic: Clinic) -> None:
    first = clinic.hold(clinic.at(10), idempotency_key="pressed-twice")
    before = all_rows()
    assert clinic.hold(clinic.at(10), idempotency_key="pressed-twice") == first
    assert all_rows() == before


def test_what_is_taken_and_off_the_grid_makes_no_sense(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    with pytest.raises(lifecycle.NotBookable):
        clinic.hold(clinic.at(10, 7))


def test_another_key_is_another_request(clinic: Clinic) -> None:
    first = clinic.hold(clinic.at(10), idempotency_key="one")
    assert clinic.hold(clinic.at(12), idempotency_key="two") != first


def test_a_visitor_holds_only_so_many(clinic: Clinic) -> None:
    clinic.set_policy(holds_per_visitor=2)
    alice = lifecycle.Visitor("alice")
    for hour in (9, 11):
        clinic.hold(clinic.at(hour), visitor=alice)
    before = all_rows()
    with pytest.raises(lifecycle.TooManyHolds):
        clinic.hold(clinic.at(13), visitor=alice)
    assert all_rows() == before
    clinic.hold(clinic.at(13), visitor=lifecycle.Visitor("charlie"))


def test_holds_that_are_over_do_not_count(clinic: Clinic) -> None:
    clinic.set_policy(holds_per_visitor=1)
    alice = lifecycle.Visitor("alice")
    released = clinic.hold(clinic.at(9), visitor=alice)
    lifecycle.release(appointment=released, now=NOW, actor=VISITOR)
    booked = clinic.hold(clinic.at(9), visitor=alice)
    lifecycle.confirm(appointment=booked, patient=make_patient(), now=NOW, actor=PATIENT)
    clinic.hold(clinic.at(11), visitor=alice)
    clinic.hold(clinic.at(13), visitor=alice, now=NOW + 10 * MINUTE)


def test_one_network_holds_only_so_many(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "HOLDS_PER_NETWORK", 2)
    clinic = Clinic()
    for hour in (9, 11):
        clinic.hold(clinic.at(hour), visitor=lifecycle.Visitor(f"at-{hour}", "an office"))
    with pytest.raises(lifecycle.TooManyHolds):
        clinic.hold(clinic.at(13), visitor=lifecycle.Visitor("at-13", "an office"))
    clinic.hold(clinic.at(13), visitor=lifecycle.Visitor("at-13", "a home"))


def test_unknown_networks_are_not_one_network(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "HOLDS_PER_NETWORK", 1)
    for hour in (9, 11, 13):
        clinic.hold(clinic.at(hour))


def test_links_cannot_be_guessed(clinic: Clinic) -> None:
    tokens = {clinic.hold(clinic.at(hour)).token for hour in (9, 11, 13)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}


def test_a_refusal_is_a_sentence(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    with pytest.raises(lifecycle.Refused, match=r"^This time is no longer free\. .+\.$"):
        clinic.hold(clinic.at(10))


def test_a_start_over_midnight_is_held_whole(clinic: Clinic) -> None:
    clinic.open_all_day()
    held = clinic.hold(clinic.at(23, 30))
    assert held.ends_at == clinic.at(0, 30, days=2)
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(clinic.at(0, 0, days=2))


def test_the_clinic_is_an_ocean_away_from_utc(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    assert held.starts_at.hour == 17
    assert held.starts_local.hour == 10
    assert held.starts_local.date() == MONDAY + timedelta(days=1)
    assert Appointment.objects.get().starts_at.tzinfo is UTC
