"""The entries of the waiting list with their offers, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from booking.models import Status, WaitlistEntry, WaitlistOffer
from booking.models.waiting import WaitlistQuerySet
from booking.waiting.free import Fit, FreeStarts
from booking.waiting.line import with_places
from booking.waiting.messages import reaches
from booking.waiting.obstacles import Obstacles

State = WaitlistEntry.State
# What the list shows at first: those for whom something can still be done.
OPEN = "open"
STATES = ((OPEN, _("On the list")), *State.choices, ("all", pgettext_lazy("entries", "All")))
STARTS_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """An entry, what it is offered at this moment, and what came of earlier offers."""

    entry: WaitlistEntry
    live: WaitlistOffer | None
    past: list[WaitlistOffer]

    @property
    def is_open(self) -> bool:
        return self.entry.state in (State.WAITING, State.UNANSWERED)

    @property
    def is_reached(self) -> bool:
        """Whether offers go out by themselves; otherwise somebody has to phone."""
        return reaches(self.entry.patient)


def chosen(filters: dict[str, Any]) -> WaitlistQuerySet:
    """The entries that the list's filters ask for, in the order of the line."""
    entries = WaitlistEntry.objects.all()
    state = filters.get("state") or OPEN
    if state == OPEN:
        entries = entries.unfinished()
    elif state != "all":
        entries = entries.filter(state=state)
    for name in ("location", "treatment", "therapist"):
        if filters.get(name):
            entries = entries.filter(**{name: filters[name]})
    return entries.order_by("-urgency", "created_at", "pk")


def rows_of(entries: WaitlistQuerySet, now: datetime) -> list[Row]:
    """The entries as rows, in two queries."""
    offers = WaitlistOffer.objects.select_related(
        "appointment__location", "appointment__therapist", "appointment__treatment"
    )
    with_offers = Prefetch("offers", queryset=offers.order_by("-offered_at", "-pk"))
    return [
        _row(entry, now) for entry in with_places(entries).to_show().prefetch_related(with_offers)
    ]


def _row(entry: WaitlistEntry, now: datetime) -> Row:
    offers = list(entry.offers.all())
    live = next((offer for offer in offers if _is_live(offer, now)), None)
    return Row(entry, live, [offer for offer in offers if offer != live])


def _is_live(offer: WaitlistOffer, now: datetime) -> bool:
    is_open = offer.answer == WaitlistOffer.Answer.NONE
    return is_open and offer.appointment.status == Status.HELD and offer.expires_at > now


def starts_for(entry: WaitlistEntry, now: datetime) -> list[Fit]:
    """The first starts that suit the entry and are free, by the patients' rules."""
    obstacles = Obstacles([entry], now)
    fitting = FreeStarts([entry], now).fitting(entry)
    allowed = (fit for fit in fitting if obstacles.allow(entry, fit))
    soonest = [fit for _number, fit in zip(range(STARTS_SHOWN), allowed, strict=False)]
    return sorted(soonest, key=lambda fit: fit.starts_at)
