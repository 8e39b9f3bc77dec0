"""The list of appointments that somebody has to look at: what gets on it, and what gets off it.

A row speaks of one appointment at one place in time (`sequence`). It is settled by a person who
accepts it with a reason, or by itself: the appointment was moved or cancelled, is over, or fits
again. Rows are never deleted: they say who decided what, when and why.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop

from accounts.models import User
from booking.models import Attention, Status
from booking.refusals import StateChanged
from booking.stranded import Stranded, find_stranded
from locations.models import Location

MOVED = gettext_noop("The appointment was moved.")
CANCELLED = gettext_noop("The appointment was cancelled.")
OVER = gettext_noop("The appointment is over.")
FITS = gettext_noop("It fits again.")

# As somebody who looks at the list sees it: agreed, and still where it was when it was noticed.
STANDS = Q(
    appointment__sequence=F("sequence"),
    appointment__status__in=(Status.BOOKED, Status.ARRIVED, Status.IN_SESSION),
)


def open_rows(*, now: datetime, location: Location | None = None) -> QuerySet[Attention]:
    """What waits for a decision, soonest appointment first, with all that a page says about it."""
    rows = waiting(now=now, location=location).order_by("appointment__starts_at", "pk")
    shown = ("location__policy", "room", "therapist", "treatment", "patient__account")
    return rows.select_related(*(f"appointment__{name}" for name in shown))


def count(*, now: datetime, location: Location | None = None) -> int:
    """How many wait for a decision; one query."""
    return waiting(now=now, location=location).count()


def waiting(*, now: datetime, location: Location | None = None) -> QuerySet[Attention]:
    """What waits for a decision, whether or not a sweep has settled the rest already."""
    rows = Attention.objects.open().filter(STANDS, appointment__ends_at__gt=now)
    return rows.filter(appointment__location=location) if location else rows


def note(stranded: Sequence[Stranded], *, now: datetime, afresh: bool = False) -> int:
    """Puts appointments on the list, each once, and says how many are new there.

    What somebody has accepted for the very same reasons stays off it, unless `afresh`: a new
    change of the clinic's plans asks anew.
    """
    keys = [one.appointment.pk for one in stranded]
    with transaction.atomic():
        known = _open_of(keys)
        accepted = set() if afresh else _accepted(keys)
        new = [
            one
            for one in stranded
            if not _is_noted(known.get(one.appointment.pk), one, now)
            and (one.appointment.pk, one.appointment.sequence, _why(one)) not in accepted
        ]
        # Two who notice the same at the same time: the second finds the row of the first.
        Attention.objects.bulk_create((_row(one, now) for one in new), ignore_conflicts=True)
    return len(new)


def _open_of(appointments: Iterable[int]) -> dict[int, Attention]:
    rows = Attention.objects.open().filter(appointment__in=appointments).order_by("pk")
    return {row.appointment_id: row for row in rows.select_for_update(no_key=True)}


def _accepted(appointments: Iterable[int]) -> set[tuple[int, int, str]]:
    """What the latest word on each was, where a person spoke it."""
    rows = Attention.objects.filter(appointment__in=appointments).order_by("pk")
    latest = {row.appointment_id: row for row in rows}
    return {
        (row.appointment_id, row.sequence, row.why)
        for row in latest.values()
        if row.settled_by_id is not None
    }


def _is_noted(row: Attention | None, stranded: Stranded, now: datetime) -> bool:
    """Whether `row` says it, after it has been brought up to date."""
    if row is None:
        return False
    if row.sequence != stranded.appointment.sequence:
        _settle(Attention.objects.filter(pk=row.pk), MOVED, now)
        return False
    if row.why != _why(stranded):
        Attention.objects.filter(pk=row.pk).update(why=_why(stranded))
    return True


def _row(stranded: Stranded, now: datetime) -> Attention:
    return Attention(
        appointment=stranded.appointment,
        sequence=stranded.appointment.sequence,
        why=_why(stranded),
        noticed_at=now,
    )


def _why(stranded: Stranded) -> str:
    longest = Attention._meta.get_field("why").max_length
    return stranded.why[:longest]


def accept(attention: Attention, *, user: User, reason: str, now: datetime) -> None:
    """It is fine as it is, says `user`. Raises StateChanged when it is off the list already."""
    rows = Attention.objects.open().filter(STANDS, pk=attention.pk)
    if not rows.update(settled_at=now, settled_by=user, settled_because=reason.strip()[:300]):
        raise StateChanged


def sweep(*, now: datetime) -> int:
    """Settles what has solved itself, notes all that is stranded, and says how much was new."""
    settle_what_fits(now=now)
    return note(find_stranded(now=now, with_holds=True), now=now)


def settle_what_fits(*, now: datetime) -> int:
    """Takes off the list what was moved or cancelled, is over, or fits again; says how many."""
    rows = Attention.objects.open()
    settled = _settle(rows.filter(appointment__status=Status.CANCELLED), CANCELLED, now)
    settled += _settle(rows.exclude(appointment__sequence=F("sequence")), MOVED, now)
    settled += _settle(rows.filter(_is_over(now)), OVER, now)
    waiting = set(rows.values_list("appointment", flat=True))
    fitting = waiting - _stranded_among(waiting, now)
    settled += _settle(rows.filter(appointment__in=fitting), FITS, now)
    _forget_acceptance(now)
    return settled


def _is_over(now: datetime) -> Q:
    done = Q(appointment__status__in=(Status.COMPLETED, Status.NO_SHOW))
    ran_out = Q(appointment__status=Status.HELD, appointment__expires_at__lte=now)
    return done | ran_out | Q(appointment__ends_at__lte=now)


def _stranded_among(appointments: set[int], now: datetime) -> set[int]:
    if not appointments:
        return set()
    found = find_stranded(now=now, appointments=appointments, with_holds=True)
    return {one.appointment.pk for one in found}


def _settle(rows: QuerySet[Attention], because: str, now: datetime) -> int:
    return rows.update(settled_at=now, settled_because=because)


def _forget_acceptance(now: datetime) -> None:
    """What was accepted and fits again is asked about anew should it be stranded once more."""
    accepted = Attention.objects.filter(STANDS, settled_by__isnull=False)
    coming = set(
        accepted.filter(appointment__ends_at__gt=now).values_list("appointment", flat=True)
    )
    latest = {key: (sequence, why) for key, sequence, why in _accepted(coming)}
    for key in latest.keys() - _stranded_among(set(latest), now):
        sequence, why = latest[key]
        Attention.objects.create(
            appointment_id=key,
            sequence=sequence,
            why=why,
            noticed_at=now,
            settled_at=now,
            settled_because=FITS,
        )
