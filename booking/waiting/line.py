"""The place in the line.

Everybody's wish differs, so there is not one line. Ahead of an entry stand those who wait for the
same treatment at the same location, on days of which at least one could be the same, with nobody
else than the entry's therapist (or where either takes anyone), and who come first: the more urgent,
then the older.
"""

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from booking.models import WaitlistEntry
from booking.models.waiting import WaitlistQuerySet


def with_places(entries: WaitlistQuerySet) -> WaitlistQuerySet:
    """The entries, each with its `place` in the line, from 1; in the same one query."""
    ahead = _ahead().order_by().values("location").annotate(count=Count("pk")).values("count")
    counted = Coalesce(Subquery(ahead, output_field=IntegerField()), 0) + Value(1)
    return entries.annotate(place=counted)


def place_of(entry: WaitlistEntry) -> int:
    """The place of one entry, from 1."""
    found = with_places(WaitlistEntry.objects.filter(pk=entry.pk)).get()
    return found.place  # type: ignore[attr-defined,no-any-return]


def _ahead() -> WaitlistQuerySet:
    comes_first = Q(urgency__gt=OuterRef("urgency")) | Q(
        urgency=OuterRef("urgency"), created_at__lt=OuterRef("created_at")
    )
    as_old = Q(
        urgency=OuterRef("urgency"), created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")
    )
    same_therapist = Q(therapist=None) | Q(therapist=OuterRef("therapist"))
    takes_anyone = IsNull(OuterRef("therapist"), True)
    return (
        WaitlistEntry.objects.waiting()
        .filter(
            location=OuterRef("location"),
            treatment=OuterRef("treatment"),
            first_day__lte=OuterRef("last_day"),
            last_day__gte=OuterRef("first_day"),
        )
        .filter(comes_first | as_old, same_therapist | takes_anyone)
    )
