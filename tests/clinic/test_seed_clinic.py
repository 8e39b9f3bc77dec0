"""A synthetic clinic: the same every time, as full as asked for, and nothing in it overlaps."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from booking.availability import find_starts
from booking.models import BLOCKING, Appointment, AppointmentEvent, Status
from booking.plan import Choice
from clinic.seeding.staffing import MANY_PATIENTS
from clinic.seeding.synthetic import (
    FIRST_YEAR,
    PATIENTS_PER_THERAPIST,
    PastDays,
    TooManyAppointments,
)
from locations.models import Location, OpeningHours, Room
from patients.models import Patient
from therapists.models import Therapist, WeeklyShift
from timeline.intervals import Interval
from timeline.wall import MIDNIGHT, ONE_DAY, instant, interval, local_date
from treatments.models import RoomTreatment

pytestmark = pytest.mark.django_db

START = date(2026, 11, 23)


def seed(**options: Any) -> None:
    small = {"therapists": 8, "locations": 2, "days": 10, "start": START}
    call_command("seed_clinic", **{**small, **options})


def fingerprint(**options: Any) -> str:
    """What seeding makes, keys left out, as a hash; nothing of it stays."""
    with transaction.atomic():
        seed(**options)
        digest = sha256(repr(list(rows())).encode()).hexdigest()
        transaction.set_rollback(True)
    return digest


def rows() -> Iterator[object]:
    yield from Appointment.objects.order_by("token").values_list(
        *("token", "location__slug", "room__name", "therapist__slug", "patient__phone"),
        *("patient__family_name", "patient__account__email", "patient__date_of_birth"),
        *("treatment__slug", "status", "starts_at", "ends_at", "blocked_until"),
        *("price", "source", "sequence", "created_at"),
    )
    yield from AppointmentEvent.objects.order_by("appointment__token", "at").values_list(
        "appointment__token", "kind", "at", "actor_kind"
    )
    yield from WeeklyShift.objects.order_by("therapist__slug", "weekday", "starts").values_list(
        "therapist__slug", "therapist__name", "location__slug", "weekday", "starts", "valid_from"
    )


def count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_it_makes_the_same_rows_for_the_same_seed() -> None:
    assert fingerprint(seed=7, past_days=5) == fingerprint(seed=7, past_days=5)


def test_it_makes_other_rows_for_another_seed() -> None:
    assert fingerprint(seed=7) != fingerprint(seed=8)


@pytest.mark.parametrize("key", ["therapist_id", "room_id"])
def test_it_never_takes_a_therapist_or_a_room_twice(key: str) -> None:
    seed(occupancy=0.85, past_days=20)
    states = ", ".join(f"'{status}'" for status in (*BLOCKING, Status.NO_SHOW))
    overlaps = f"""
        SELECT count(*) FROM booking_appointment a JOIN booking_appointment b
        ON a.{key} = b.{key} AND a.id < b.id AND a.blocked && b.blocked
        WHERE a.status IN ({states}) AND b.status IN ({states})"""  # noqa: S608
    assert count(overlaps) == 0


def test_it_gives_a_patient_one_session_a_day() -> None:
    seed(occupancy=0.85)
    visits = [
        (patient, local_date(starts_at, Location(zone_name="America/Vancouver").zone))
        for patient, starts_at in Appointment.objects.values_list("patient", "starts_at")
    ]
    assert len(visits) == len(set(visits))


def test_it_keeps_every_constraint_of_the_database_switched_on() -> None:
    seed()
    connection.check_constraints()
    lax = "SELECT count(*) FROM pg_constraint WHERE NOT convalidated OR NOT conenforced"
    exclusions = "SELECT count(*) FROM pg_constraint WHERE contype = 'x'"
    assert (count(lax), count(exclusions)) == (0, 3)


def test_it_leaves_the_index_of_many_patients_as_it_was() -> None:
    before = indexes()
    seed(therapists=MANY_PATIENTS // PATIENTS_PER_THERAPIST, days=0)
    assert Patient.objects.count() == MANY_PATIENTS
    assert indexes() == before


def indexes() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'patients_patient'")
        return sorted(cursor.fetchall())


@pytest.mark.parametrize("occupancy", [0.3, 0.6, 0.85])
def test_it_is_as_full_as_asked_for(occupancy: float) -> None:
    seed(occupancy=occupancy, days=21)
    shifts = sum((its.end - its.start for its in shift_intervals(21)), timedelta())
    booked = sum(
        (
            appointment.blocked_until - appointment.starts_at
            for appointment in Appointment.objects.blocking()
        ),
        timedelta(),
    )
    assert booked / shifts == pytest.approx(occupancy, abs=0.05)


def shift_intervals(days: int) -> Iterator[Interval]:
    for shift in WeeklyShift.objects.select_related("location"):
        for day in (START + number * ONE_DAY for number in range(days)):
            if day.weekday() == shift.weekday:
                yield interval(day, shift.starts, shift.ends, shift.location.zone)


# In both springs the clocks of Vancouver change; from November 2026 they no longer do.
@pytest.mark.parametrize("start", [START, date(2026, 3, 9), date(2025, 11, 3)])
def test_it_books_only_inside_shifts_and_opening_hours(start: date) -> None:
    seed(start=start, past_days=7)
    for appointment in Appointment.objects.to_show():
        day = appointment.starts_local.date()
        whole = Interval(appointment.starts_at, appointment.blocked_until)
        shifts = WeeklyShift.objects.filter(
            therapist=appointment.therapist, location=appointment.location, weekday=day.weekday()
        )
        hours = OpeningHours.objects.filter(location=appointment.location, weekday=day.weekday())
        zone = appointment.zone
        assert any(interval(day, its.starts, its.ends, zone).contains(whole) for its in shifts)
        assert any(interval(day, its.opens, its.closes, zone).contains(whole) for its in hours)


@pytest.mark.parametrize("start", [START, date(2026, 3, 9)])
def test_it_starts_sessions_on_the_quarter_hour(start: date) -> None:
    seed(start=start, past_days=7)
    shown = [appointment.starts_local for appointment in Appointment.objects.to_show()]
    assert {(at.minute % 15, at.second) for at in shown} == {(0, 0)}


def test_it_gives_each_treatment_by_who_offers_it_in_a_room_that_suits() -> None:
    seed(therapists=12, occupancy=0.8)
    offers = set(Therapist.treatments.through.objects.values_list("therapist", "treatmenttype"))
    suits = set(RoomTreatment.objects.values_list("room", "treatment"))
    choosy = {room for room, _ in suits}
    assert choosy
    for room, therapist, treatment in Appointment.objects.values_list(
        "room", "therapist", "treatment"
    ):
        assert (therapist, treatment) in offers
        assert room not in choosy or (room, treatment) in suits


def test_it_has_fewer_rooms_than_therapists() -> None:
    seed(therapists=20)
    assert (Room.objects.count(), Therapist.objects.count()) == (12, 20)


def test_it_goes_back_as_far_as_so_many_appointments_need() -> None:
    seed(appointments=1500)
    assert Appointment.objects.count() == 1500
    earliest = Appointment.objects.earliest("starts_at").starts_local.date()
    assert set(WeeklyShift.objects.values_list("valid_from", flat=True)) == {earliest}


def test_it_makes_no_more_appointments_than_asked_for() -> None:
    seed(appointments=20)
    assert Appointment.objects.count() == 20


def test_it_tells_past_from_coming() -> None:
    seed(past_days=10)
    midnight = instant(START, MIDNIGHT, Location.objects.all()[0].zone)
    past = Appointment.objects.filter(starts_at__lt=midnight)
    coming = Appointment.objects.filter(starts_at__gte=midnight)
    assert {*past.values_list("status", flat=True)} == {"completed", "no_show", "cancelled"}
    assert {*coming.values_list("status", flat=True)} == {"booked", "cancelled"}


def test_it_says_how_each_appointment_came_to_its_state() -> None:
    seed(past_days=10)
    for appointment in Appointment.objects.prefetch_related("events"):
        first, *rest = appointment.events.all()
        assert (first.kind, first.at) == ("booked", appointment.created_at)
        assert [event.kind for event in rest] == [
            status for status in [appointment.status] if status != "booked"
        ]


def test_it_leaves_starts_to_book() -> None:
    seed()
    now = instant(START, MIDNIGHT, Location.objects.all()[0].zone)
    for location in ("seed-1", "seed-2"):
        assert find_starts(Choice(location, "swedish-massage", 60), now=now).starts


def test_it_makes_rows_that_the_forms_would_accept() -> None:
    seed()
    for model in (Location, Room, OpeningHours, Therapist, WeeklyShift, Patient, Appointment):
        for row in model._default_manager.all()[:50]:
            row.full_clean()


def test_it_refuses_a_second_clinic() -> None:
    seed()
    with pytest.raises(CommandError, match=r"holds a synthetic clinic already \(seed-1\)"):
        seed(seed=2)


def test_it_stands_beside_treatments_that_are_there() -> None:
    fingerprint()
    seed()
    seeded = Appointment.objects.values_list("treatment__slug", flat=True)
    assert "swedish-massage" in set(seeded)


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("--occupancy=1.1", "1.1 is not a number from 0 to 1"),
        ("--occupancy=nan", "nan is not a number from 0 to 1"),
        ("--therapists=0", "0 is not a whole number from 1 up"),
        ("--days=-1", "-1 is not a whole number from 0 to 3660"),
        ("--start=tomorrow", "tomorrow is not a date such as 2027-05-03"),
        ("--therapists=1", "Every location needs a therapist"),
    ],
)
def test_it_says_what_is_wrong_with_an_argument(argument: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("seed_clinic", argument)


def test_it_gives_up_before_the_calendar_ends() -> None:
    with pytest.raises(TooManyAppointments, match="Ask for more therapists"):
        list(PastDays(date(FIRST_YEAR, 1, 3), None))
