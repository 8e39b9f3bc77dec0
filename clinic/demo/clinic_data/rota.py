"""Who works where and when: weekly shifts without end, a few changes, a few days off."""

from datetime import date, timedelta
from typing import NamedTuple

from locations.models import Location, Weekday
from roster.models import TimeOffRequest
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift
from timeline.wall import ONE_DAY, day_interval

PORT_MOODY, COQUITLAM = "port-moody", "coquitlam"
MON, TUE, WED, THU, FRI, SAT, SUN = list(Weekday)
# So long before the day of loading the shifts began.
SHIFTS_SINCE = timedelta(weeks=26)


class Shift(NamedTuple):
    location: str
    weekday: Weekday
    starts: str
    ends: str
    every_weeks: int = 1


# Fewer rooms than therapists: on Fridays four share the three rooms of Port Moody. Two shifts on
# one day leave a break between them. Everything is given at both locations in every week.
ROTA = {
    "maya-chen": (
        Shift(PORT_MOODY, MON, "09:00", "16:00"),
        Shift(PORT_MOODY, TUE, "12:30", "20:30"),
        Shift(PORT_MOODY, THU, "12:30", "20:30"),
        Shift(PORT_MOODY, FRI, "09:00", "16:00"),
    ),
    "jonas-weber": (
        Shift(PORT_MOODY, MON, "11:00", "18:30"),
        Shift(PORT_MOODY, WED, "09:00", "12:30"),
        Shift(PORT_MOODY, WED, "14:00", "18:30"),
        Shift(COQUITLAM, THU, "09:00", "17:00"),
        Shift(PORT_MOODY, FRI, "10:00", "18:00"),
    ),
    "priya-nair": (
        Shift(COQUITLAM, MON, "12:00", "20:00"),
        Shift(COQUITLAM, WED, "12:00", "20:00"),
        Shift(COQUITLAM, FRI, "09:00", "16:00"),
        Shift(COQUITLAM, SAT, "10:00", "15:00", every_weeks=2),
    ),
    "sam-okafor": (
        Shift(PORT_MOODY, TUE, "09:00", "16:00"),
        Shift(PORT_MOODY, THU, "09:00", "16:00"),
        Shift(COQUITLAM, FRI, "10:00", "18:00"),
        Shift(PORT_MOODY, SAT, "09:00", "16:00"),
    ),
    "elena-petrova": (
        Shift(COQUITLAM, MON, "09:00", "13:00"),
        Shift(COQUITLAM, MON, "14:00", "17:00"),
        Shift(COQUITLAM, TUE, "09:00", "17:00"),
        Shift(PORT_MOODY, WED, "10:00", "18:00"),
        Shift(COQUITLAM, THU, "09:00", "17:00"),
    ),
    "david-laurent": (
        Shift(COQUITLAM, TUE, "10:00", "18:00"),
        Shift(COQUITLAM, WED, "09:00", "16:00"),
        Shift(COQUITLAM, THU, "11:00", "18:00"),
        Shift(COQUITLAM, SAT, "10:00", "15:00"),
    ),
    "aisha-rahman": (
        Shift(PORT_MOODY, MON, "09:00", "15:00"),
        Shift(PORT_MOODY, WED, "09:00", "15:00"),
        Shift(PORT_MOODY, THU, "14:00", "20:30"),
        Shift(PORT_MOODY, FRI, "12:00", "18:30"),
        Shift(PORT_MOODY, SUN, "10:00", "15:00", every_weeks=2),
    ),
    "tom-ferguson": (
        Shift(COQUITLAM, MON, "09:00", "16:00"),
        Shift(PORT_MOODY, TUE, "09:00", "17:00"),
        Shift(COQUITLAM, WED, "13:00", "20:00"),
        Shift(PORT_MOODY, FRI, "09:00", "17:00"),
    ),
}


def make_shifts(
    today: date, therapists: dict[str, Therapist], locations: dict[str, Location]
) -> None:
    """The weekly shifts of everybody, begun half a year before `today`."""
    WeeklyShift.objects.bulk_create(
        WeeklyShift(
            therapist=therapists[slug],
            location=locations[shift.location],
            weekday=shift.weekday,
            starts=shift.starts,
            ends=shift.ends,
            valid_from=today - SHIFTS_SINCE,
            every_weeks=shift.every_weeks,
        )
        for slug, shifts in ROTA.items()
        for shift in shifts
    )


def make_exceptions(
    today: date, therapists: dict[str, Therapist], locations: dict[str, Location]
) -> None:
    """Changes and time off in the coming weeks."""
    _fill_in("maya-chen", today, therapists, locations)
    ShiftChange.objects.bulk_create(
        [
            ShiftChange(
                therapist=therapists["tom-ferguson"],
                date=_next(TUE, today + timedelta(days=12)),
                location=locations[PORT_MOODY],
                starts="12:30",
                ends="20:30",
                note="Late shift instead: dentist in the morning.",
            ),
            ShiftChange(
                therapist=therapists["elena-petrova"],
                date=_next(TUE, today + timedelta(days=19)),
                location=locations[PORT_MOODY],
                starts="09:00",
                ends="17:00",
                note="Helps out in Port Moody.",
            ),
            ShiftChange(
                therapist=therapists["sam-okafor"],
                date=_next(SAT, today + timedelta(days=15)),
                note="Family wedding.",
            ),
        ]
    )
    holiday = _next(MON, today + timedelta(days=33))
    course = _next(WED, today + timedelta(days=18))
    _make_time_off(therapists["maya-chen"], holiday, days=7, reason="Holiday")
    _make_time_off(therapists["david-laurent"], course, days=2, reason="Training")
    _ask_for_time_off(therapists["maya-chen"], _next(THU, today + timedelta(days=9)), asked=today)


def _fill_in(
    slug: str, today: date, therapists: dict[str, Therapist], locations: dict[str, Location]
) -> None:
    """The therapist who has a sign-in works today and tomorrow, whatever day it is."""
    usual = {shift.weekday for shift in ROTA[slug]}
    place = locations[PORT_MOODY]
    for day in (today, today + ONE_DAY):
        hours = place.opening_hours.filter(weekday=day.weekday()).first()
        if hours and day.weekday() not in usual:
            ShiftChange.objects.create(
                therapist=therapists[slug],
                date=day,
                location=place,
                starts=hours.opens,
                ends=hours.closes,
                note="Fills in for a colleague.",
            )


def _make_time_off(therapist: Therapist, first: date, *, days: int, reason: str) -> None:
    location = Location.objects.filter(weekly_shifts__therapist=therapist).distinct()[0]
    TimeOff.objects.create(
        therapist=therapist,
        starts_at=day_interval(first, location.zone).start,
        ends_at=day_interval(first + (days - 1) * ONE_DAY, location.zone).end,
        reason=reason,
    )


def _ask_for_time_off(therapist: Therapist, day: date, *, asked: date) -> None:
    """For a manager to decide about."""
    location = Location.objects.filter(weekly_shifts__therapist=therapist).distinct()[0]
    start, end = day_interval(day, location.zone)
    TimeOffRequest.objects.create(
        therapist=therapist,
        starts_at=start,
        ends_at=end,
        reason="My sister’s graduation",
        asked_at=day_interval(asked, location.zone).start,
    )


def _next(weekday: Weekday, day: date) -> date:
    """The first such weekday not before `day`."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
