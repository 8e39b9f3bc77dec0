"""Clinics that nobody would invent: random rows around the days on which clocks change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from booking.models import Appointment, BookingPolicy
from locations.models import Closure, Location, OpeningHours, Room
from patients.models import Patient
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift
from timeline.intervals import Interval
from treatments.models import RoomTreatment, TreatmentOption, TreatmentType

CLOCK_CHANGES = [
    ("America/Toronto", date(2026, 3, 8)),
    ("America/Toronto", date(2026, 11, 1)),
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Vancouver", date(2026, 3, 8)),
    ("America/Vancouver", date(2026, 11, 1)),  # from here on without winter time
    ("America/Santiago", date(2026, 9, 6)),  # at midnight
    ("Asia/Kathmandu", date(2026, 6, 1)),  # never, and 5 h 45 min from UTC
]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class RandomClinic:
    """The rows, and one question about them."""

    location: Location
    option: TreatmentOption
    therapists: list[Therapist]
    patient: Patient
    therapist: Therapist | None
    first: date
    days: int
    now: datetime
    by_staff: bool


def wall(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


clock = st.integers(0, 287).map(lambda number: number * 5)
hours = st.tuples(clock, st.integers(6, 14 * 12).map(lambda number: number * 5)).map(
    lambda pair: (wall(pair[0]), wall(pair[0] + pair[1]))
)
long_hours = st.tuples(clock, st.integers(4 * 12, 14 * 12)).map(
    lambda pair: (wall(pair[0]), wall(pair[0] + pair[1] * 5))
)
offsets = st.integers(-2 * 288, 4 * 288).map(lambda number: number * 5 * MINUTE)
spells = st.tuples(offsets, st.integers(1, 30 * 12).map(lambda number: number * 5 * MINUTE))
weekly_shifts = st.fixed_dictionaries(
    {
        "weekday": st.integers(0, 6),
        "hours": hours,
        "from": st.integers(-30, 3),
        "until": st.none() | st.integers(-3, 5),
        "every_weeks": st.sampled_from([1, 1, 2, 3]),
        "here": st.sampled_from([True, True, True, False]),
    }
)
changes = st.tuples(st.integers(-2, 3), st.none() | hours, st.sampled_from([True, True, False]))
therapists = st.fixed_dictionaries(
    {
        "daily": st.sampled_from([True, True, False]).flatmap(
            lambda works: long_hours if works else st.none()
        ),
        "weekly": st.lists(weekly_shifts, max_size=4),
        "changes": st.lists(changes, max_size=2),
        "time_off": st.sampled_from([0, 0, 1]).flatmap(
            lambda size: st.lists(spells, min_size=size, max_size=size)
        ),
        "online": st.sampled_from([True, True, True, True, False]),
    }
)
appointments = st.fixed_dictionaries(
    {
        "therapist": st.integers(0, 2),
        "room": st.integers(0, 3),
        "at": offsets,
        "minutes": st.sampled_from([30, 45, 60, 90]),
        "turnover": st.sampled_from([0, 5, 15, 30]),
        "status": st.sampled_from(
            ["booked", "booked", "held", "expired", "cancelled", "no_show", "completed"]
        ),
        "ours": st.booleans(),
    }
)
facts = st.fixed_dictionaries(
    {
        "change": st.sampled_from(CLOCK_CHANGES),
        "therapists": st.lists(therapists, min_size=1, max_size=3),
        "opening": st.none() | st.lists(st.tuples(st.integers(0, 6), long_hours), max_size=14),
        "closures": st.sampled_from([0, 0, 1]).flatmap(
            lambda size: st.lists(spells, min_size=size, max_size=size)
        ),
        # Which treatments a room suits: 1 ours, 2 the other, 3 both, 0 all; -1 is out of use.
        "rooms": st.lists(st.sampled_from([0, 0, 0, 1, 3, 2, -1]), min_size=1, max_size=3),
        "appointments": st.lists(appointments, max_size=10),
        "minutes": st.sampled_from([30, 45, 60, 90]),
        "turnover": st.sampled_from([0, 5, 10, 15, 20]),
        "policy": st.fixed_dictionaries(
            {
                "start_step_minutes": st.sampled_from([5, 10, 15, 20, 30, 60, 95]),
                "notice_minutes": st.sampled_from([0, 0, 0, 30, 120, 1440]),
                "horizon_days": st.sampled_from([2, 3, 5, 7]),
            }
        ),
        "first": st.integers(-2, 2),
        "days": st.integers(1, 3),
        "now": st.tuples(offsets, st.sampled_from([0, 0, 1, 30])),
        "whom": st.sampled_from([None, None, 0, 1, 2]),
        "by_staff": st.sampled_from([False, False, False, True]),
    }
)


def build(facts: dict[str, Any]) -> RandomClinic:
    """Writes the rows of `facts`."""
    zone_name, change_day = facts["change"]
    noon = datetime.combine(change_day, time(12), tzinfo=UTC)
    now = noon - 2 * DAY + facts["now"][0] / 2 + timedelta(seconds=facts["now"][1])
    here, elsewhere = _location("here", zone_name), _location("elsewhere", zone_name)
    BookingPolicy.objects.create(location=here, **facts["policy"])
    ours, other = _treatment("ours"), _treatment("other")
    option = TreatmentOption.objects.create(
        treatment=ours,
        minutes=facts["minutes"],
        turnover_minutes=facts["turnover"],
        price=100,
    )
    TreatmentOption.objects.create(treatment=other, minutes=30, turnover_minutes=10, price=50)
    _open(here, facts["opening"])
    Closure.objects.bulk_create(
        Closure(location=here, starts_at=noon + at, ends_at=noon + at + length)
        for at, length in facts["closures"]
    )
    rooms = [_room(here, number, kind, ours, other) for number, kind in enumerate(facts["rooms"])]
    rooms.append(Room.objects.create(location=elsewhere, name="Room"))
    people = [
        _therapist(number, one, here, elsewhere, change_day, noon)
        for number, one in enumerate(facts["therapists"])
    ]
    for person in people:
        person.treatments.set([ours] if person.pk % 2 else [ours, other])
    patient = Patient.objects.create(given_name="Alice", family_name="Archer")
    _appointments(facts["appointments"], people, rooms, ours, patient, noon, now)
    whom = facts["whom"]
    return RandomClinic(
        location=here,
        option=option,
        therapists=people,
        patient=patient,
        therapist=None if whom is None else people[whom % len(people)],
        first=change_day + facts["first"] * DAY,
        days=facts["days"],
        now=now,
        by_staff=facts["by_staff"],
    )


def _location(slug: str, zone_name: str) -> Location:
    return Location.objects.create(name=slug, slug=slug, zone_name=zone_name, city="Port Moody")


def _treatment(slug: str) -> TreatmentType:
    return TreatmentType.objects.create(name=slug, slug=slug, intensity="gentle")


def _open(location: Location, opening: list[tuple[int, tuple[time, time]]] | None) -> None:
    if opening is None:
        opening = [(weekday, (time(0), time(0))) for weekday in range(7)]
    OpeningHours.objects.bulk_create(
        OpeningHours(location=location, weekday=weekday, opens=opens, closes=closes)
        for weekday, (opens, closes) in opening
    )


def _room(
    location: Location, number: int, kind: int, ours: TreatmentType, other: TreatmentType
) -> Room:
    room = Room.objects.create(location=location, name=f"Room {number}", is_active=kind >= 0)
    suits = {1: [ours], 2: [other], 3: [ours, other]}.get(kind, [])
    RoomTreatment.objects.bulk_create(RoomTreatment(room=room, treatment=one) for one in suits)
    return room


def _therapist(
    number: int,
    facts: dict[str, Any],
    here: Location,
    elsewhere: Location,
    day: date,
    noon: datetime,
) -> Therapist:
    person = Therapist.objects.create(
        name=f"Person {number}", slug=f"person-{number}", is_online=facts["online"]
    )
    daily = [
        {"weekday": weekday, "hours": facts["daily"], "from": -10, "until": None}
        for weekday in range(7)
        if facts["daily"]
    ]
    WeeklyShift.objects.bulk_create(
        WeeklyShift(
            therapist=person,
            location=here if shift.get("here", True) else elsewhere,
            weekday=shift["weekday"],
            starts=shift["hours"][0],
            ends=shift["hours"][1],
            valid_from=day + shift["from"] * DAY,
            valid_until=_last_day(day, shift["from"], shift["until"]),
            every_weeks=shift.get("every_weeks", 1),
        )
        for shift in [*daily, *facts["weekly"]]
    )
    for offset, times, at_home in facts["changes"]:
        place = here if at_home else elsewhere
        ShiftChange.objects.create(
            therapist=person,
            date=day + offset * DAY,
            **({"location": place, "starts": times[0], "ends": times[1]} if times else {}),
        )
    TimeOff.objects.bulk_create(
        TimeOff(therapist=person, starts_at=noon + at, ends_at=noon + at + length)
        for at, length in facts["time_off"]
    )
    return person


def _last_day(day: date, first: int, last: int | None) -> date | None:
    return None if last is None else day + max(first, last) * DAY


def _appointments(
    wanted: list[dict[str, Any]],
    people: list[Therapist],
    rooms: list[Room],
    treatment: TreatmentType,
    patient: Patient,
    noon: datetime,
    now: datetime,
) -> None:
    """Writes those that do not clash with one written before, as the constraints demand."""
    taken: list[tuple[set[object], Interval]] = []
    for number, one in enumerate(wanted):
        person, room = people[one["therapist"] % len(people)], rooms[one["room"] % len(rooms)]
        held = one["status"] in ("held", "expired")
        who = patient if one["ours"] else _somebody(number)
        row = Appointment(
            location_id=room.location_id,
            room=room,
            therapist=person,
            treatment=treatment,
            patient=None if held else who,
            status="held" if held else one["status"],
            starts_at=noon + one["at"],
            ends_at=noon + one["at"] + one["minutes"] * MINUTE,
            blocked_until=noon + one["at"] + (one["minutes"] + one["turnover"]) * MINUTE,
            expires_at=now + (one["status"] == "held") * MINUTE if held else None,
            price=100,
            source="desk",
        )
        whole = Interval(row.starts_at, row.blocked_until)
        keys: set[object] = {person, room, who}
        if any(keys & others and whole.overlaps(other) for others, other in taken):
            continue
        row.save()
        if one["status"] not in ("cancelled", "no_show"):
            taken.append((keys, whole))


def _somebody(number: int) -> Patient:
    return Patient.objects.create(given_name=f"Number {number}", family_name="Somebody")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, as between two tests."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)
