"""Which day, whose, and on what paper."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.models import Location
from therapists.models import Therapist

TOO_FAR = _("This date is too far away.")
EVERYWHERE = "all"
SENSIBLE = (
    MinValueValidator(date(2000, 1, 1), TOO_FAR),
    MaxValueValidator(date(2200, 1, 1), TOO_FAR),
)


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


class SheetForm(forms.Form):
    """No location, or `all` as on the board: everywhere. Paper is Letter unless it says A4."""

    date = forms.DateField(
        label=_("Date"),
        validators=SENSIBLE,
        error_messages={"invalid": _("This is not a date. Write it as 2027-05-04.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    location = forms.ChoiceField(
        label=_("Location"),
        required=False,
        error_messages={"invalid_choice": _("There is no such location.")},
    )
    therapist = forms.ChoiceField(
        label=_("Therapist"),
        required=False,
        error_messages={"invalid_choice": _("There is no such therapist.")},
    )
    paper = forms.ChoiceField(
        required=False, choices=[(Paper.LETTER, _("Letter")), (Paper.A4, "A4")], label=_("Paper")
    )
    each = forms.BooleanField(required=False, label=_("A page for each therapist"))

    def __init__(
        self,
        *arguments: Any,
        places: Sequence[Location],
        people: Sequence[Therapist],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.places = {place.slug: place for place in places}
        self.people = {one.slug: one for one in people}
        self._offer("location", (EVERYWHERE, _("All locations")), self.places)
        self._offer("therapist", ("", _("All therapists")), self.people)

    def _offer(
        self, name: str, everything: tuple[str, str | Promise], rows: dict[str, Any]
    ) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        named = [(slug, _label(row)) for slug, row in rows.items()]
        field.choices = [everything, *named]

    @property
    def chosen_places(self) -> list[Location]:
        """The chosen location, or all of them."""
        place = self.places.get(self.cleaned_data["location"])
        return [place] if place else list(self.places.values())

    @property
    def chosen_people(self) -> list[Therapist]:
        """The chosen therapist, or all of them."""
        chosen = self.cleaned_data["therapist"]
        return [self.people[chosen]] if chosen else list(self.people.values())


def _label(row: Location | Therapist) -> str:
    return str(row) if row.is_active else gettext("{name} (no longer)").format(name=row)
