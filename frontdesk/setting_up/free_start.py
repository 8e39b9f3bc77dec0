"""The proof of it all: a time that a patient could book now."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from booking.availability import find_starts
from booking.plan import Choice
from booking.refusals import UnknownChoice
from locations.models import Location
from treatments.models import TreatmentOption

DAYS = 14
# A chain need not be looked through: one free start is the proof.
LOCATIONS = 3


@dataclass(frozen=True)
class FreeStart:
    """What, where and when."""

    location: Location
    option: TreatmentOption
    at: datetime

    @property
    def book_url(self) -> str:
        """The public page, with this time picked."""
        query = {
            "treatment": self.option.treatment.slug,
            "duration": self.option.minutes,
            "location": self.location.slug,
            "therapist": "any",
            "starts_at": self.at.isoformat(),
        }
        return f"{reverse('booking:choose')}?{urlencode(query)}"


def first_free_start(*, now: datetime) -> FreeStart | None:
    """The first free start within two weeks at one of the first locations; None: there is none."""
    for location in Location.objects.open_to_patients().order_by("pk")[:LOCATIONS]:
        if option := _an_option(location):
            choice = Choice(location.slug, option.treatment.slug, option.minutes)
            try:
                starts = find_starts(choice, days=DAYS, now=now).starts
            except UnknownChoice:
                continue
            if starts:
                return FreeStart(location, option, starts[0].at)
    return None


def _an_option(location: Location) -> TreatmentOption | None:
    """What is given there, an hour of it where possible."""
    given = TreatmentOption.objects.filter(
        Q(treatment__therapists__weekly_shifts__location=location)
        | Q(treatment__therapists__shift_changes__location=location),
        is_active=True,
        treatment__is_active=True,
        treatment__therapists__is_active=True,
        treatment__therapists__is_online=True,
    ).select_related("treatment")
    hour = given.filter(minutes=60).order_by("treatment__position", "pk").first()
    return hour or given.order_by("treatment__position", "minutes", "pk").first()
