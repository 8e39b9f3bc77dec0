"""What has been booked: four weeks of past visits, today's as far as the day is, and ten days."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from booking.models import EventKind, Source, Status, new_token
from booking.plan import Choice, Plan, PlannedTherapist, load_plan
from clinic.demo.clinic_data.people import Cast
from clinic.seeding.day_plan import (
    DayPlan,
    Menu,
    Option,
    Room,
    Session,
    Worker,
    day_length,
    start_marks,
)
from clinic.seeding.rows import Happening, Visit
from locations.models import Location
from timeline.minutes import union
from timeline.wall import MIDNIGHT, ONE_DAY, instant, local_date, minute_at
from treatments.models import TreatmentOption

PAST_DAYS = 28
COMING_DAYS = 10
OCCUPANCY = 0.45
HOUR = 60
CANCELLED_SHARE = 0.07
NO_SHOW_SHARE = 0.03
ARRIVES_EARLY = timedelta(minutes=8)


@dataclass
class Site:
    """A location with all that its treatments' booking plans say."""

    location: Location
    plans: list[Plan]

    def workers(self, day: date, menus: dict[int, Menu]) -> list[Worker]:
        """Who works on `day` and is free then, as availability would have it."""
        zone, general = self.location.zone, self.plans[0]
        origin, length = minute_at(day, 0, zone), day_length(day, zone)
        is_open = union(general.opening_hours.spans([day], zone), origin, length)
        closed = union(general.closures, origin, length)

        def free(therapist: PlannedTherapist) -> int:
            works = union(therapist.working_time.spans([day], zone), origin, length)
            return works & is_open & ~closed & ~union(therapist.time_off, origin, length)

        therapists = {
            therapist.id: therapist for plan in self.plans for therapist in plan.therapists
        }
        return [Worker(key, menus[key], free(therapists[key])) for key in sorted(therapists)]

    def rooms(self) -> list[Room]:
        """Those that suit fewest treatments first."""
        suits = {
            room: frozenset(plan.treatment_id for plan in self.plans if room in plan.rooms)
            for plan in self.plans
            for room in plan.rooms
        }
        return [
            Room(room, suits[room])
            for room in sorted(suits, key=lambda room: (len(suits[room]), room))
        ]


def load_sites(
    locations: Iterable[Location], treatments: Iterable[str], now: datetime
) -> list[Site]:
    """The booking plans of the locations since the first past day."""
    first = now - timedelta(days=PAST_DAYS + 1)
    choices = [Choice("", slug, HOUR, by_staff=True) for slug in treatments]
    return [
        Site(
            location,
            [load_plan(replace(choice, location=location.slug), now=first) for choice in choices],
        )
        for location in locations
    ]


def load_menus() -> dict[int, Menu]:
    """What each therapist gives, by the therapist's key."""
    options: dict[int, list[Option]] = {}
    for option in TreatmentOption.objects.prefetch_related("treatment__therapists"):
        for therapist in option.treatment.therapists.all():
            options.setdefault(therapist.pk, []).append(
                Option(option.treatment_id, option.minutes, option.turnover_minutes, option.price)
            )
    return {therapist: Menu(its) for therapist, its in options.items()}


class Diary:
    """Fills the days around `now`; patients take turns, so that nobody comes twice on one day."""

    def __init__(self, sites: list[Site], cast: Cast, now: datetime) -> None:
        self.sites = sites
        self.menus = load_menus()
        self.cast = cast
        self.now = now
        self.chance = Random("diary of the demo clinic")
        self.waiting = deque(patient.pk for patient in cast.others)

    def visits(self) -> Iterator[Visit]:
        """All visits, in the order of days."""
        for number in range(-PAST_DAYS, COMING_DAYS + 1):
            for site in self.sites:
                today = local_date(self.now, site.location.zone)
                yield from self._on(today + number * ONE_DAY, site)

    def _on(self, day: date, site: Site) -> Iterator[Visit]:
        workers = site.workers(day, self.menus)
        owed = OCCUPANCY * sum(worker.free.bit_count() for worker in workers)
        plan = DayPlan(
            workers,
            site.rooms(),
            marks=start_marks(day, site.location.zone),
            tightness=OCCUPANCY,
            chance=self.chance,
        )
        while owed > 0:
            is_cancelled = self.chance.random() < CANCELLED_SHARE
            session = plan.place(take=not is_cancelled)
            if session is None:
                return
            owed -= 0 if is_cancelled else session.option.blocked
            yield self._visit(site, day, session, is_cancelled)

    def _visit(self, site: Site, day: date, session: Session, is_cancelled: bool) -> Visit:
        self.waiting.rotate(-1)
        starts_at = instant(day, MIDNIGHT, site.location.zone) + timedelta(minutes=session.start)
        lead = timedelta(minutes=self.chance.randrange(4 * HOUR, 20 * 24 * HOUR))
        booked_at = min(starts_at, self.now) - lead
        booked = Happening(EventKind.BOOKED, booked_at, "staff", self.cast.desk.pk)
        visit = Visit(
            token=new_token(),
            location=site.location.pk,
            patient=self.waiting[0],
            session=session,
            starts_at=starts_at,
            status=Status.CANCELLED if is_cancelled else self._status(starts_at, session),
            source=Source.DESK,
            history=(booked,),
        )
        return visit._replace(history=(booked, *self._later(visit)))

    def _status(self, starts_at: datetime, session: Session) -> Status:
        """What the desk would have made of it by now."""
        if starts_at - ARRIVES_EARLY > self.now:
            return Status.BOOKED
        if starts_at > self.now:
            return Status.ARRIVED
        if starts_at + timedelta(minutes=session.option.minutes) > self.now:
            return Status.IN_SESSION
        is_absent = self.chance.random() < NO_SHOW_SHARE
        return Status.NO_SHOW if is_absent else Status.COMPLETED

    def _later(self, visit: Visit) -> Iterator[Happening]:
        """What followed on the booking."""
        desk = self.cast.desk.pk
        if visit.status == Status.CANCELLED:
            yield Happening(EventKind.CANCELLED, visit.history[0].at + ONE_DAY / 8, "staff", desk)
        if visit.status == Status.NO_SHOW:
            yield Happening(EventKind.NO_SHOW, visit.ends_at, "staff", desk)
        if visit.status in (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED):
            yield Happening(EventKind.ARRIVED, visit.starts_at - ARRIVES_EARLY, "staff", desk)
        if visit.status in (Status.IN_SESSION, Status.COMPLETED):
            yield Happening(EventKind.STARTED, visit.starts_at, "staff")
        if visit.status == Status.COMPLETED:
            yield Happening(EventKind.COMPLETED, visit.ends_at, "staff")


def give_to_family(visits: list[Visit], cast: Cast, maya: int) -> list[Visit]:
    """The same visits, but Maya's first and last past ones are Pat's, another is the child's."""
    past = [number for number, visit in enumerate(visits) if visit.status == Status.COMPLETED]
    with_maya = [number for number in past if visits[number].session.therapist == maya]
    others = [number for number in past if number not in with_maya]
    new = {with_maya[0]: cast.pat, with_maya[-1]: cast.pat, others[len(others) // 2]: cast.child}
    return [
        visit._replace(patient=new[number].pk) if number in new else visit
        for number, visit in enumerate(visits)
    ]
