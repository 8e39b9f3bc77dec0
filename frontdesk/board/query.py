"""What the board's address asks for: view, day, location, therapist. All of its state is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontdesk.board.places import Place
from therapists.models import Therapist
from timeline.wall import ONE_DAY, local_date

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
EVERYWHERE = "all"


class View(StrEnum):
    THERAPISTS = "therapists"
    ROOMS = "rooms"
    WEEK = "week"

    @property
    def label(self) -> str:
        return {
            "therapists": pgettext("navigation", "Therapists"),
            "rooms": _("Rooms"),
            "week": _("Week"),
        }[self.value]


class Person(NamedTuple):
    """A therapist; people stand in the order of their names."""

    name: str
    slug: str
    id: int


@dataclass(frozen=True)
class Query:
    """One state of the board. `places` are the locations shown; all of them share `day`.

    `therapist` matters to a week only. `cancelled` shows what was cancelled, `everyone` also those
    who neither work nor have appointments.
    """

    view: View
    day: date
    places: tuple[Place, ...]
    everywhere: bool = False
    therapist: Person | None = None
    cancelled: bool = False
    everyone: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """The day, or the week from Monday that holds it."""
        if self.view != View.WEEK:
            return (self.day,)
        monday = self.day - self.day.weekday() * ONE_DAY
        return tuple(monday + number * ONE_DAY for number in range(7))

    @property
    def place(self) -> Place:
        """Whose clock the board follows."""
        return self.places[0]

    @property
    def location(self) -> str:
        return EVERYWHERE if self.everywhere else self.place.slug

    @property
    def one_clock(self) -> bool:
        """Whether all locations shown keep the same time."""
        return len({place.zone_name for place in self.places}) == 1

    def address(self, **changes: Any) -> str:
        """The query string of this state, or of the one with `changes`."""
        state = replace(self, **changes)
        parameters = {
            "view": state.view.value,
            "date": state.day.isoformat(),
            "location": state.location,
        }
        if state.therapist and state.view == View.WEEK:
            parameters["therapist"] = state.therapist.slug
        flags = {"cancelled": state.cancelled, "everyone": state.everyone}
        return urlencode({**parameters, **{name: "1" for name, on in flags.items() if on}})

    @cached_property
    def week(self) -> str:
        """The address of the week around the day: each of many therapists has one."""
        return self.address(view=View.WEEK)

    def step(self, direction: int) -> str:
        """The address one day, or one week, further on."""
        day = self.day + direction * (7 if self.view == View.WEEK else 1) * ONE_DAY
        return self.address(day=min(max(day, FIRST_DAY), LAST_DAY))


def read_query(
    parameters: Mapping[str, str],
    locations: Sequence[Place],
    *,
    now: datetime,
    last_used: str = "",
) -> Query:
    """The state that `parameters` name; what they leave out is today, at the location used last.

    `locations` are all there are, the open ones first. Raises BadRequest with a sentence.
    """
    wanted = parameters.get("location", "")
    places = _places(wanted, last_used, locations)
    return Query(
        view=_view(parameters.get("view", "")),
        day=_day(parameters.get("date", ""), local_date(now, places[0].zone)),
        places=places,
        everywhere=(wanted or last_used) == EVERYWHERE,
        therapist=_therapist(parameters.get("therapist", "")),
        cancelled=parameters.get("cancelled") == "1",
        everyone=parameters.get("everyone") == "1",
    )


def _view(wanted: str) -> View:
    if not wanted:
        return View.THERAPISTS
    if wanted not in list(View):
        raise BadRequest(_("The schedule shows therapists, rooms or a week."))
    return View(wanted)


def _day(wanted: str, today: date) -> date:
    if not wanted:
        return today
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        raise BadRequest(_("The date must look like 2027-05-31.")) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadRequest(_("The schedule goes from the year 2000 to 2100."))
    return day


def _places(wanted: str, last_used: str, locations: Sequence[Place]) -> tuple[Place, ...]:
    """What `wanted` names; without it the location used last, if there still is one."""
    if not locations:
        raise BadRequest(_("There is no location yet: a manager adds one under Locations."))
    slug = wanted or last_used
    if slug == EVERYWHERE:
        return tuple(place for place in locations if place.is_active) or tuple(locations)
    chosen = tuple(place for place in locations if place.slug == slug)
    if wanted and not chosen:
        raise BadRequest(_("We have no such location."))
    return chosen or (locations[0],)


def _therapist(slug: str) -> Person | None:
    if not slug:
        return None
    # PostgreSQL knows no NUL, so no slug contains one.
    wanted = Therapist.objects.filter(slug=slug.replace("\0", " "))
    person = wanted.values_list("name", "slug", "pk").first()
    if person is None:
        raise BadRequest(_("We have no such therapist."))
    return Person(*person)
