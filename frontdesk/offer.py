"""What the form that books offers: what can begin at a place, or the free starts of a day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from booking.availability import Availability, find_starts
from booking.models import Appointment, Status
from booking.openings import Opening, Place, find_openings
from booking.plan import Choice
from booking.policy import policy_of, within_notice_and_horizon
from booking.refusals import UnknownChoice
from frontdesk.forms.book import BookForm
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from timeline.wall import local_date
from treatments.models import TreatmentOption


@dataclass
class Offer:
    """`openings` by treatment. With a place on the board these say what fits there; without one
    they are all that is given, and `found` are the starts of `day` for the one chosen."""

    openings: list[tuple[str, list[Opening]]]
    option: TreatmentOption | None
    starts_at: datetime | None
    day: date | None = None
    found: Availability | None = None
    therapists: list[Therapist] = field(default_factory=list)
    needs_reason: bool = False
    is_over: bool = False
    refusal: str = ""

    @property
    def moments(self) -> list[datetime]:
        """The start that is chosen; while none is, those to choose from."""
        if self.starts_at:
            return [self.starts_at]
        return [start.at for start in self.found.starts] if self.found else []

    @property
    def next_day(self) -> date | None:
        """The day of the next free start, when `day` has none."""
        if self.found is None or self.found.next is None:
            return None
        return local_date(self.found.next, self.found.plan.zone)

    @property
    def obstacles(self) -> list[str]:
        """Why nothing at all can be booked here, each reason once; empty when something can."""
        listed = [opening for _, durations in self.openings for opening in durations]
        if any(opening.fits for opening in listed):
            return []
        return list(dict.fromkeys(opening.why_not for opening in listed))


def offer_for(form: BookForm, patient: Patient | None, now: datetime) -> Offer | None:
    """What can be chosen now; None while not even the location is known."""
    location = form.chosen("location")
    if location is None:
        return None
    clicked = form.clicked_at
    listed = _openings(form, location, clicked, patient, now)
    option = form.chosen("option") or _usual(patient, listed)
    offer = Offer(_by_treatment(listed), option, form.moment)
    offer.therapists = therapists_for(location, option.treatment_id if option else None)
    if clicked is None:
        _add_starts(offer, form, location, patient, now)
    policy = policy_of(location)
    offer.is_over = bool(offer.moments) and max(offer.moments) < now
    offer.needs_reason = any(
        not within_notice_and_horizon(policy, location.zone, moment, now)
        for moment in offer.moments
    )
    return offer


def _openings(
    form: BookForm,
    location: Location,
    clicked: datetime | None,
    patient: Patient | None,
    now: datetime,
) -> list[Opening]:
    if clicked is None:
        return [Opening(option, (), "") for option in _given(location, form.chosen("therapist"))]
    place = Place(location, clicked, form.chosen("therapist"), form.chosen("room"))
    return find_openings(place, patient=patient.pk if patient else None, now=now)


def _given(location: Location, therapist: Therapist | None) -> list[TreatmentOption]:
    """What is given at the location, by this therapist if one is chosen."""
    who = _working_at(location)
    if therapist:
        who = who.filter(pk=therapist.pk)
    options = TreatmentOption.objects.filter(is_active=True, treatment__is_active=True)
    given = options.filter(treatment__in=who.values("treatments")).select_related("treatment")
    return list(given.order_by("treatment__position", "treatment__name", "treatment", "minutes"))


def _working_at(location: Location) -> QuerySet[Therapist]:
    """Those who have shifts here, weekly or on single days."""
    here = Q(weekly_shifts__location=location) | Q(shift_changes__location=location)
    return Therapist.objects.filter(here, is_active=True).distinct()


def _usual(patient: Patient | None, listed: list[Opening]) -> TreatmentOption | None:
    """What this patient had last, if it is among what fits."""
    if patient is None:
        return None
    last = (
        Appointment.objects.filter(patient=patient)
        .exclude(status__in=(Status.CANCELLED, Status.HELD))
        .order_by("-starts_at")
        .first()
    )
    if last is None:
        return None
    same = [
        one.option for one in listed if one.fits and one.option.treatment_id == last.treatment_id
    ]
    return next((option for option in same if option.minutes == last.minutes), None)


def therapists_for(location: Location, treatment: int | None) -> list[Therapist]:
    """Those who work at the location, and give the treatment if one is chosen."""
    here = _working_at(location)
    return list(here.filter(treatments=treatment) if treatment else here)


def _add_starts(
    offer: Offer, form: BookForm, location: Location, patient: Patient | None, now: datetime
) -> None:
    offer.day = form.chosen("day") or local_date(form.moment or now, location.zone)
    if offer.starts_at and local_date(offer.starts_at, location.zone) != offer.day:
        offer.starts_at = None  # It was chosen of another day, and is not shown.
    if offer.option is None:
        return
    therapist, room = form.chosen("therapist"), form.chosen("room")
    choice = Choice(
        location=location.slug,
        treatment=offer.option.treatment.slug,
        duration=offer.option.minutes,
        therapist=therapist.slug if therapist else None,
        by_staff=True,
        room=room.pk if room else None,
    )
    key = patient.pk if patient else None
    try:
        offer.found = find_starts(choice, first=offer.day, days=1, now=now, patient=key)
    except UnknownChoice as refusal:
        offer.refusal = str(refusal)


def _by_treatment(openings: list[Opening]) -> list[tuple[str, list[Opening]]]:
    grouped = groupby(openings, key=lambda opening: opening.option.treatment)
    return [(str(treatment), list(durations)) for treatment, durations in grouped]
