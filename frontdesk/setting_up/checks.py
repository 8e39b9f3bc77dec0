"""What a clinic needs before somebody can book, looked up anew each time: nothing is ticked off.

The same list serves the first day and every later one: a location without a policy, a therapist
without shifts, messages that were never seen to arrive.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.models import BookingPolicy
from frontdesk.setting_up.free_start import FreeStart, first_free_start
from frontdesk.setting_up.scene import step_address
from locations.letterhead import stored_name
from locations.models import Location, OpeningHours, Room
from reminders.models import ArchivedMessage, Channel, OutgoingMessage, State
from therapists.models import ShiftChange, Therapist, WeeklyShift
from treatments.models import TreatmentOption, TreatmentType

# More names than these say no more.
NAMED = 3
# Of a channel in use, these hold a message that has gone; all of them may be millions.
NEWEST = 1000


class Missing(NamedTuple):
    """For whom or what something is missing, and where that is put right."""

    name: str
    url: str


@dataclass(frozen=True)
class Found:
    """How it stands; `missing`: the first of them is the first to go to."""

    is_done: bool
    missing: tuple[Missing, ...] = ()


class Facts:
    """What the checks look at, read when the first of them asks; nine queries at most.

    The free start costs four more, or thirteen when there is none.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now

    @cached_property
    def name(self) -> str:
        return stored_name()

    @cached_property
    def locations(self) -> list[Location]:
        """Those open to patients, each with what it has."""
        here = {"location": OuterRef("pk")}
        return list(
            Location.objects.open_to_patients().annotate(
                has_hours=Exists(OpeningHours.objects.filter(**here)),
                has_rooms=Exists(Room.objects.filter(**here, is_active=True)),
                has_policy=Exists(BookingPolicy.objects.filter(**here)),
            )
        )

    @cached_property
    def treatments(self) -> list[TreatmentType]:
        """Those offered, each with whether it has a duration, and somebody who gives it."""
        options = TreatmentOption.objects.filter(treatment=OuterRef("pk"), is_active=True)
        therapists = self._bookable.filter(treatments=OuterRef("pk"))
        offered = TreatmentType.objects.filter(is_active=True)
        return list(offered.annotate(has_option=Exists(options), is_given=Exists(therapists)))

    @cached_property
    def has_therapist(self) -> bool:
        """Whether somebody can be booked online who works at all."""
        return self._bookable.filter(self._works).exists()

    @cached_property
    def without_shifts(self) -> list[tuple[int, str]]:
        """The first few who can be booked online and never work: key and name."""
        return list(self._bookable.exclude(self._works).values_list("pk", "name")[: NAMED + 1])

    def has_gone(self, channel: Channel) -> bool:
        """Whether a message has gone over this channel, lately or long ago."""
        newest = ArchivedMessage.objects.order_by("-due_at").values("pk")[:NEWEST]
        rows = (OutgoingMessage.objects.all(), ArchivedMessage.objects.filter(pk__in=newest))
        return any(some.filter(state=State.SENT, channel=channel).exists() for some in rows)

    @cached_property
    def free_start(self) -> FreeStart | None:
        return first_free_start(now=self.now)

    @property
    def _bookable(self) -> QuerySet[Therapist]:
        return Therapist.objects.filter(is_active=True, is_online=True)

    @property
    def _works(self) -> Q:
        # A day early or late is of no matter, whatever the location's zone.
        today = self.now.date()
        theirs = {"therapist": OuterRef("pk"), "location__is_active": True}
        weekly = WeeklyShift.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=today), **theirs
        )
        return Q(Exists(weekly)) | Q(Exists(ShiftChange.objects.filter(date__gte=today, **theirs)))


@dataclass(frozen=True)
class Check:
    """One line of the list. `step` is where it is put right; `look` is None: it says nothing here.

    Without what is `essential` nobody can book.
    """

    name: str
    title: Promise
    why: Promise
    step: str
    look: Callable[[Facts], Found | None]
    is_essential: bool = True


def _all_have[Row: (Location, TreatmentType)](
    what: str, rows: Sequence[Row], address: Callable[[Row], str]
) -> Found:
    """Whether there are rows, and each has it; `address`: where one gets it that has not."""
    lacking = [row for row in rows if not getattr(row, what)]
    missing = tuple(Missing(str(row), address(row)) for row in lacking)
    return Found(bool(rows) and not missing, missing)


def _treatment_page(treatment: TreatmentType) -> str:
    return reverse("admin:treatments_treatmenttype_change", args=[treatment.pk])


def _therapists_page(_treatment: TreatmentType) -> str:
    """What somebody gives is ticked on their own page."""
    return reverse("admin:therapists_therapist_changelist")


def _name(facts: Facts) -> Found:
    return Found(bool(facts.name))


def _location(facts: Facts) -> Found:
    return Found(bool(facts.locations))


def _hours(facts: Facts) -> Found:
    return _all_have("has_hours", facts.locations, partial(step_address, "hours"))


def _rooms(facts: Facts) -> Found:
    return _all_have("has_rooms", facts.locations, partial(step_address, "rooms"))


def _policy(facts: Facts) -> Found:
    return _all_have("has_policy", facts.locations, partial(step_address, "policy"))


def _treatments(facts: Facts) -> Found:
    return _all_have("has_option", facts.treatments, _treatment_page)


def _therapist(facts: Facts) -> Found:
    return Found(facts.has_therapist)


def _email(facts: Facts) -> Found:
    return Found(facts.has_gone(Channel.EMAIL))


def _free_start(facts: Facts) -> Found:
    return Found(facts.free_start is not None)


def _given(facts: Facts) -> Found | None:
    if not facts.has_therapist:
        return None
    return _all_have("is_given", facts.treatments, _therapists_page)


def _shifts(facts: Facts) -> Found | None:
    if not facts.has_therapist:
        return None
    page = "admin:therapists_therapist_change"
    missing = [Missing(name, reverse(page, args=[key])) for key, name in facts.without_shifts]
    return Found(not missing, tuple(missing))


def _texts(facts: Facts) -> Found | None:
    return Found(facts.has_gone(Channel.SMS)) if settings.SMS_URL else None


def _address(_facts: Facts) -> Found | None:
    return None if settings.DEBUG else Found(settings.HTTPS)


CHECKS = (
    Check(
        "name",
        _("The clinic’s name"),
        _("It stands on every page and in every message."),
        "name",
        _name,
    ),
    Check(
        "location",
        _("A location"),
        _("Patients choose where to come, and every time is said by its clock."),
        "location",
        _location,
    ),
    Check(
        "hours",
        _("Opening hours"),
        _("Nobody can book while the doors are closed."),
        "hours",
        _hours,
    ),
    Check("rooms", _("Rooms"), _("Every session needs a free one."), "rooms", _rooms),
    Check(
        "treatments",
        _("Treatments"),
        _("What patients book, how long it takes and what it costs."),
        "treatments",
        _treatments,
    ),
    Check(
        "therapist",
        _("A therapist who works"),
        _("Free times are somebody’s shifts."),
        "therapist",
        _therapist,
    ),
    Check(
        "policy",
        _("Rules for booking"),
        _("Until when patients may cancel, and how far ahead they book."),
        "policy",
        _policy,
    ),
    Check(
        "email",
        _("E-mail that arrives"),
        _("Codes to sign in and confirmations go by e-mail. One has to have gone."),
        "messages",
        _email,
    ),
    Check(
        "free_start",
        _("A free time within 14 days"),
        _("All of the above together: somebody can book."),
        "done",
        _free_start,
    ),
    Check(
        "given",
        _("Somebody for every treatment"),
        _("What nobody gives cannot be booked."),
        "therapist",
        _given,
        is_essential=False,
    ),
    Check(
        "shifts",
        _("Shifts for every therapist"),
        _("Who has none cannot be booked."),
        "therapist",
        _shifts,
        is_essential=False,
    ),
    Check(
        "texts",
        _("Text messages that arrive"),
        _("A provider is set up, and no text message has gone yet."),
        "messages",
        _texts,
        is_essential=False,
    ),
    Check(
        "address",
        _("A safe address"),
        _("SITE_URL must begin with https: it stands in every message."),
        "done",
        _address,
        is_essential=False,
    ),
)


@dataclass(frozen=True)
class Line:
    """A check and how it stands."""

    check: Check
    found: Found

    @property
    def url(self) -> str:
        """Where it is put right: the page of the first one that lacks it, or the step."""
        missing = self.found.missing
        return missing[0].url if missing else step_address(self.check.step)

    @property
    def missing(self) -> str:
        """“Missing: Port Moody, Coquitlam”, each with its link; or an empty string."""
        missing = self.found.missing
        if not missing:
            return ""
        links = ((one.url, one.name) for one in missing[:NAMED])
        names = format_html_join(", ", '<a href="{}">{}</a>', links)
        more = ", …" if len(missing) > NAMED else ""
        return format_html(gettext("Missing: {names}"), names=format_html("{}{}", names, more))


@dataclass(frozen=True)
class Checklist:
    """How a clinic stands."""

    lines: list[Line]

    @property
    def essential(self) -> list[Line]:
        return [line for line in self.lines if line.check.is_essential]

    @property
    def missing(self) -> list[Line]:
        """What is essential, and not there."""
        return [line for line in self.essential if not line.found.is_done]

    @property
    def later(self) -> list[Line]:
        """What else would be good, where it is not."""
        rest = (line for line in self.lines if not line.check.is_essential)
        return [line for line in rest if not line.found.is_done]

    @property
    def done(self) -> int:
        return sum(line.found.is_done for line in self.essential)

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def can_book(self) -> bool:
        """Whether a patient finds a free time, whatever else is missing."""
        return any(line.check.name == "free_start" and line.found.is_done for line in self.lines)

    @property
    def is_full(self) -> bool:
        """Whether nothing is missing but a free time."""
        return not self.can_book and len(self.missing) == 1

    @property
    def next_url(self) -> str:
        """Where the first thing missing is put right."""
        return self.missing[0].url if self.missing else step_address("done")


def checklist(facts: Facts) -> Checklist:
    """Every check that says something here, in the order of the steps."""
    looked = ((check, check.look(facts)) for check in CHECKS)
    return Checklist([Line(check, found) for check, found in looked if found is not None])
