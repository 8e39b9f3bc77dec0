"""A small clinic, row by row. Every function makes one thing with sensible facts."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from booking import lifecycle
from booking.lifecycle.rows import choice_of
from booking.models import Appointment, BookingPolicy
from locations.models import Location, OpeningHours, Room
from patients.models import Patient, Relationship
from therapists.models import Therapist, WeeklyShift
from treatments.models import TreatmentOption, TreatmentType

# A Monday; clinics in these tests are an ocean away from UTC on purpose.
MONDAY = date(2027, 5, 3)
NOW = datetime(2027, 5, 3, 15, 0, tzinfo=UTC)  # 8:00 in Vancouver

_number = count(1)
SYSTEM = lifecycle.Actor("system")
PATIENT = lifecycle.Actor("patient")
VISITOR = lifecycle.Actor("visitor")


def desk(user: User | None = None) -> lifecycle.Actor:
    return lifecycle.Actor("staff", user)


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"person{next(_number)}@example.test", **fields)


def make_location(slug: str = "", *, rooms: int = 1, **fields: Any) -> Location:
    """Open from 7:00 to 22:00 every day, with plain rooms and the default policy."""
    slug = slug or f"location-{next(_number)}"
    defaults = {
        "name": slug.replace("-", " ").title(),
        "zone_name": "America/Vancouver",
        "street": "12 Example Street",
        "city": "Port Moody",
        "postal_code": "V3H 0A0",
        "phone": "604-555-0100",
        "how_to_prepare": "Come ten minutes early in comfortable clothes.",
    }
    location = Location.objects.create(slug=slug, **{**defaults, **fields})
    OpeningHours.objects.bulk_create(
        OpeningHours(location=location, weekday=day, opens=time(7), closes=time(22))
        for day in range(7)
    )
    BookingPolicy.objects.create(location=location)
    for number in range(rooms):
        make_room(location, name=f"Room {number + 1}")
    return location


def make_room(location: Location, **fields: Any) -> Room:
    return Room.objects.create(location=location, **{"name": f"Room {next(_number)}", **fields})


def make_treatment(
    slug: str = "",
    *,
    minutes: tuple[int, ...] = (60,),
    turnover: int = 15,
    **fields: Any,
) -> TreatmentType:
    """A treatment with an option for each duration; a dollar and a half a minute."""
    slug = slug or f"treatment-{next(_number)}"
    defaults = {
        "name": slug.replace("-", " ").title(),
        "summary": "Long, calm strokes.",
        "what_happens": "Kneading and long strokes.",
        "suits": "May help with tension.",
        "intensity": "gentle",
    }
    treatment = TreatmentType.objects.create(slug=slug, **{**defaults, **fields})
    for duration in minutes:
        TreatmentOption.objects.create(
            treatment=treatment,
            minutes=duration,
            turnover_minutes=turnover,
            price=duration * 1.5,
        )
    return treatment


def make_therapist(slug: str = "", *treatments: TreatmentType, **fields: Any) -> Therapist:
    slug = slug or f"therapist-{next(_number)}"
    therapist = Therapist.objects.create(
        slug=slug, **{"name": slug.replace("-", " ").title(), **fields}
    )
    therapist.treatments.set(treatments)
    return therapist


def make_shift(
    therapist: Therapist,
    location: Location,
    weekday: int = 0,
    starts: time = time(9),
    ends: time = time(17),
    **fields: Any,
) -> WeeklyShift:
    """Mondays from nine to five, since long ago and without end."""
    return WeeklyShift.objects.create(
        therapist=therapist,
        location=location,
        weekday=weekday,
        starts=starts,
        ends=ends,
        **{"valid_from": date(2020, 1, 6), **fields},
    )


def make_patient(account: User | None = None, **fields: Any) -> Patient:
    defaults = {
        "given_name": "Alice",
        "family_name": "Archer",
        "relationship": Relationship.SELF,
        "email": "" if account else f"patient{next(_number)}@example.test",
    }
    return Patient.objects.create(account=account, **{**defaults, **fields})


class Clinic:
    """One location with its rooms, a treatment of 60 minutes, and therapists who work every day."""

    def __init__(self, therapists: int = 1, rooms: int = 1, **location: Any) -> None:
        self.location = make_location(rooms=rooms, **location)
        self.treatment = make_treatment()
        self.option = self.treatment.options.get()
        names = [f"{name}-{next(_number)}" for name in ("maya", "jonas", "priya", "sam")]
        self.therapists = [make_therapist(name, self.treatment) for name in names[:therapists]]
        for therapist in self.therapists:
            for weekday in range(7):
                make_shift(therapist, self.location, weekday)
        self.therapist = self.therapists[0]

    def at(self, hour: int, minute: int = 0, days: int = 1) -> datetime:
        """A wall time at the clinic, `days` after MONDAY, as an instant."""
        day = MONDAY + timedelta(days=days)
        local = datetime.combine(day, time(hour, minute), tzinfo=self.location.zone)
        return local.astimezone(UTC)

    def set_policy(self, **fields: Any) -> None:
        """Changes what the location allows."""
        BookingPolicy.objects.filter(location=self.location).update(**fields)
        self.location.policy.refresh_from_db()

    def open_all_day(self) -> None:
        """Doors open and everybody at work round the clock."""
        self.location.opening_hours.update(opens=time(0), closes=time(0))
        WeeklyShift.objects.filter(location=self.location).update(starts=time(0), ends=time(0))

    def hold(self, starts_at: datetime, **changes: Any) -> Appointment:
        place: dict[str, Any] = {
            "location": self.location,
            "option": self.option,
            "therapist": self.therapist,
        }
        place = {name: changes.pop(name, row) for name, row in place.items()}
        actor = changes.setdefault("actor", VISITOR)
        return lifecycle.hold(
            **{
                "choice": choice_of(**place, actor=actor),
                "starts_at": starts_at,
                "visitor": lifecycle.Visitor(f"visitor-{next(_number)}"),
                "now": NOW,
                **changes,
            }
        )

    def book(
        self,
        starts_at: datetime,
        patient: Patient | None = None,
        now: datetime = NOW,
        **hold: Any,
    ) -> Appointment:
        """As a patient books: a hold, then its confirmation."""
        held = self.hold(starts_at, now=now, **hold)
        return lifecycle.confirm(
            appointment=held, patient=patient or make_patient(), now=now, actor=PATIENT
        )
