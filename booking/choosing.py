"""The questions of `/book/` one after the other: treatment and duration, location, therapist.

A question with a single answer is not asked.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from booking.catalogue import Person, load_catalogue
from booking.plan import Choice
from booking.refusals import UnknownChoice
from locations.models import Location
from treatments.models import TreatmentOption, TreatmentType

ANY = "any"


@dataclass(frozen=True)
class Wish:
    """What somebody has asked for so far; empty means not chosen."""

    treatment: str = ""
    duration: int | None = None
    location: str = ""
    therapist: str = ""


class Choosing:
    """What a wish settles, and what there is to choose from for the rest.

    Raises UnknownChoice when the wish names what the clinic does not have.
    """

    def __init__(self, wish: Wish, *, today: date, language: str = "") -> None:
        self.wish = wish
        self.today = today
        # What a frame on the clinic's own site was asked to speak, for its links.
        self.language = language
        self.catalogue = load_catalogue(
            treatment=wish.treatment,
            location=wish.location,
            therapist="" if wish.therapist == ANY else wish.therapist,
            today=today,
        )
        self.wished_therapist = self._wished_therapist()
        self.wished_location = self._wished_location() if wish.location else None
        self.treatments = self.catalogue.treatments
        self.treatment = self._treatment()
        self.option = self._option()
        self.location = self._location() if self.option else None
        self.therapist = self._therapist() if self.location else None

    def _wished_therapist(self) -> Person | None:
        if self.catalogue.wished is None and self.wish.therapist not in ("", ANY):
            raise UnknownChoice("therapist", _("We have no such therapist to book online."))
        return self.catalogue.wished

    def _wished_location(self) -> Location:
        for location in self.catalogue.locations:
            if location.slug == self.wish.location:
                return location
        raise UnknownChoice("location", _("We have no such location."))

    def _treatment(self) -> TreatmentType | None:
        if self.wish.treatment:
            for treatment in self.treatments:
                if treatment.slug == self.wish.treatment:
                    return treatment
            raise UnknownChoice("treatment", _("We do not offer this treatment."))
        if self.wished_therapist:
            given = self.catalogue.given
            self.treatments = tuple(one for one in self.treatments if one.pk in given)
        return None

    @property
    def options(self) -> list[TreatmentOption]:
        """The durations of the chosen treatment, with their prices."""
        return getattr(self.treatment, "bookable_options", [])

    def _option(self) -> TreatmentOption | None:
        if self.wish.duration is None:
            return self.options[0] if len(self.options) == 1 else None
        for option in self.options:
            if option.minutes == self.wish.duration:
                return option
        if self.treatment is None:
            return None
        sentence = _("We do not offer {treatment} in this duration.").format(
            treatment=self.treatment
        )
        raise UnknownChoice("duration", sentence)

    @cached_property
    def locations(self) -> list[Location]:
        """Where the treatment is given; by the wished therapist, if they give it."""
        offers = self.catalogue.offers
        wished = self.wished_therapist.id if self.wished_therapist else None
        by_wished = {place for one, place in offers if one == wished}
        places = by_wished or {place for _, place in offers}
        return [one for one in self.catalogue.locations if one.pk in places]

    def _location(self) -> Location | None:
        if self.wished_location in self.locations:
            return next(one for one in self.locations if one == self.wished_location)
        # Somebody who wished for another place is asked, even when there is only one.
        only_one = len(self.locations) == 1 and not self.wished_location
        return self.locations[0] if only_one else None

    @cached_property
    def therapists(self) -> tuple[Person, ...]:
        """Who gives the treatment at the chosen location."""
        if not self.location:
            return ()
        here = {one for one, place in self.catalogue.offers if place == self.location.pk}
        return tuple([one for one in self.catalogue.people if one.id in here])

    def _therapist(self) -> Person | None:
        """The wished one, or the only one there is; None: any."""
        if self.wished_therapist in self.therapists:
            return self.wished_therapist
        return self.therapists[0] if len(self.therapists) == 1 else None

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to show, and to change, above the question."""
        return bool(self.treatment or self.wished_location or self.wished_therapist)

    @property
    def step(self) -> str:
        """The question to ask next; empty when only the start is left to choose."""
        if not self.treatment:
            return "treatment"
        if not self.option:
            return "duration"
        return "" if self.location else "location"

    @property
    def choice(self) -> Choice | None:
        """What to look for, once everything that must be chosen is."""
        if not (self.treatment and self.option and self.location):
            return None
        return Choice(
            location=self.location.slug,
            treatment=self.treatment.slug,
            duration=self.option.minutes,
            therapist=self.therapist.slug if self.therapist else None,
        )

    @property
    def note(self) -> str:
        """Which part of the wish could not be met."""
        if self.option is None:
            return ""
        whom, here = self.wished_therapist, self.wished_location
        if not self.locations:
            return _("{treatment} cannot be booked online at the moment. Please phone us.").format(
                treatment=self.treatment
            )
        if whom and all(one != whom.id for one, _ in self.catalogue.offers):
            return _("{therapist} does not give {treatment}.").format(
                therapist=whom.first_name, treatment=self.treatment
            )
        if here and here not in self.locations:
            return self._not_there(here, whom)
        return ""

    def _not_there(self, here: Location, whom: Person | None) -> str:
        if whom:
            said = _("{treatment} is not given at {location} by {therapist}.")
            return said.format(treatment=self.treatment, location=here, therapist=whom.first_name)
        said = _("{treatment} is not given at {location}.")
        return said.format(treatment=self.treatment, location=here)

    @property
    def query(self) -> dict[str, str | int]:
        """What is chosen, as the query of a link; wishes for later questions stay."""
        location = self.location if self.option else self.wished_location
        therapist = self.therapist if self.location else self.wished_therapist
        chosen = {
            "treatment": self.treatment.slug if self.treatment else "",
            "duration": self.option.minutes if self.option else "",
            "location": location.slug if location else "",
            "therapist": therapist.slug if therapist else self.wish.therapist and ANY,
            "language": self.language,
        }
        return {name: value for name, value in chosen.items() if value}
