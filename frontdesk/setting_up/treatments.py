"""Which of the shipped treatment types the clinic offers, how long and for how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontdesk.setting_up.form import StepForm
from treatments.models import TreatmentOption, TreatmentType
from treatments.shipped import SHIPPED_TREATMENTS, ShippedTreatment, create_shipped_treatments

SLUGS = [shipped.slug for shipped in SHIPPED_TREATMENTS]


@dataclass(frozen=True)
class Line:
    """One duration of a type, as the form shows it."""

    minutes: int
    given: BoundField
    price: BoundField


@dataclass(frozen=True)
class Offer:
    """One of the five: as the clinic has it by now, or as it ships."""

    shipped: ShippedTreatment
    stored: TreatmentType | None
    offered: BoundField
    lines: list[Line]

    @property
    def said(self) -> TreatmentType | ShippedTreatment:
        """What has its texts."""
        return self.stored or self.shipped


class TreatmentsForm(StepForm):
    needs_location = False

    def read(self) -> dict[str, Any]:
        rows = TreatmentType.objects.filter(slug__in=SLUGS).prefetch_related("options")
        self.there = {row.slug: row for row in rows}
        values: dict[str, Any] = {}
        # Who has types already, perhaps only others, is asked which of these to add.
        is_new = not TreatmentType.objects.exists()
        for slug in SLUGS:
            row = self.there.get(slug)
            values[f"offer_{slug}"] = row.is_active if row else is_new
            for minutes, price, given in self._options(slug):
                values[f"give_{slug}_{minutes}"] = given
                values[f"price_{slug}_{minutes}"] = price
        return values

    def build(self) -> None:
        for slug in SLUGS:
            self.fields[f"offer_{slug}"] = forms.BooleanField(required=False, label=_("Offer it"))
            for minutes, _price, _given in self._options(slug):
                self.fields[f"give_{slug}_{minutes}"] = forms.BooleanField(required=False)
                self.fields[f"price_{slug}_{minutes}"] = PriceField()

    @property
    def offers(self) -> Iterator[Offer]:
        for shipped in SHIPPED_TREATMENTS:
            slug = shipped.slug
            lines = [
                Line(
                    minutes,
                    self[f"give_{slug}_{minutes}"],
                    self[f"price_{slug}_{minutes}"],
                )
                for minutes, _price, _given in self._options(slug)
            ]
            yield Offer(shipped, self.there.get(slug), self[f"offer_{slug}"], lines)

    @property
    def others(self) -> list[TreatmentType]:
        """The clinic's own types, which the admin edits."""
        return list(TreatmentType.objects.exclude(slug__in=SLUGS).filter(is_active=True))

    def clean(self) -> dict[str, Any]:
        chosen = [slug for slug in SLUGS if self.cleaned_data.get(f"offer_{slug}")]
        if not chosen and not self.others:
            self.add_error(None, gettext("Tick at least one treatment."))
        for slug in chosen:
            given = [
                minutes for minutes, *_rest in self._options(slug) if self._given(slug, minutes)
            ]
            if not given:
                self.add_error(f"offer_{slug}", gettext("Tick at least one duration."))
            for minutes in given:
                price = f"price_{slug}_{minutes}"
                if self.cleaned_data.get(price) is None and price not in self.errors:
                    self.add_error(price, gettext("Say what it costs."))
        return self.cleaned_data

    def save(self) -> None:
        chosen = {slug for slug in SLUGS if self.cleaned_data[f"offer_{slug}"]}
        made = create_shipped_treatments(chosen)
        rows = {row.slug: row for row in made} | self.there
        for slug, row in rows.items():
            if row.is_active != (slug in chosen):
                row.is_active = slug in chosen
                row.save(update_fields=["is_active"])
        for slug in chosen:
            for option in rows[slug].options.all():
                self._store(slug, option)

    def _store(self, slug: str, option: TreatmentOption) -> None:
        given = self._given(slug, option.minutes)
        price = self.cleaned_data.get(f"price_{slug}_{option.minutes}")
        if price is None:
            price = option.price
        if (given, price) != (option.is_active, option.price):
            option.is_active, option.price = given, price
            option.save(update_fields=["is_active", "price"])

    def _given(self, slug: str, minutes: int) -> bool:
        return bool(self.cleaned_data.get(f"give_{slug}_{minutes}"))

    def _options(self, slug: str) -> list[tuple[int, Decimal, bool]]:
        if row := self.there.get(slug):
            return [(one.minutes, one.price, one.is_active) for one in row.options.all()]
        shipped = next(one for one in SHIPPED_TREATMENTS if one.slug == slug)
        return [(one.minutes, Decimal(one.price), True) for one in shipped.options]


class PriceField(forms.DecimalField):
    """What an option costs, in dollars."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_digits=8,
            decimal_places=2,
            validators=[MinValueValidator(0, _("A price is not below 0."))],
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "invalid": _("This is not a price. An example is 120.00."),
                "max_digits": _("This price is too high."),
                "max_whole_digits": _("This price is too high."),
                "max_decimal_places": _("A price has at most two decimals."),
            },
        )

    def to_python(self, value: Any) -> Any:
        """With a comma, too, as French writes it."""
        text = value.replace(",", ".").replace("$", "").strip() if isinstance(value, str) else value
        return super().to_python(text)
