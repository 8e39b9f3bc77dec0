"""What is booked or held, as the board shows it, in one query."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    When,
)

from booking import attention
from booking.models import BLOCKING, Appointment, Status, WaitlistOffer
from frontdesk.board.query import Query, View
from locations.spoken import reads_french
from patients.trouble import is_hard_to_reach
from timeline.intervals import Interval

# An appointment that stands or stood: whoever has one before is no new patient.
KEPT = tuple(status for status in BLOCKING if status != Status.HELD)
# No session with its turnover is longer (TreatmentOption's limits): so far back the index is read.
LONGEST = timedelta(hours=12)
COLUMNS = (
    "pk",
    "status",
    "location",
    "location__name",
    "therapist",
    "therapist__slug",
    "therapist__name",
    "room",
    "room__name",
    "treatment__name",
    "treatment__name_in_french",
    "starts_at",
    "ends_at",
    "blocked_until",
    "expires_at",
    "price",
    "source",
    "series",
    "desk_note",
    "sequence",
    "cancelled_late",
    "patient__given_name",
    "patient__family_name",
    "offered_given",
    "offered_family",
    "is_new",
    "why",
    "attending_since",
    "is_coming",
    "is_hard_to_reach",
)


class Session(NamedTuple):
    """One appointment; the fields stand in the order of COLUMNS.

    `given` and `family` name its patient, `offered_*` whom of the waiting list a hold is for.
    `why` is set when somebody has to look at it. `is_coming`: booked, and not to have begun yet;
    `is_hard_to_reach`: of what we have of the patient, something does not work.
    """

    pk: int
    status: str
    location: int
    location_name: str
    therapist: int
    therapist_slug: str
    therapist_name: str
    room: int
    room_name: str
    treatment_name: str
    treatment_in_french: str
    starts_at: datetime
    ends_at: datetime
    blocked_until: datetime
    expires_at: datetime | None
    price: Decimal
    source: str
    series: int | None
    note: str
    sequence: int
    cancelled_late: bool
    given: str | None
    family: str | None
    offered_given: str | None
    offered_family: str | None
    is_new: bool
    why: str | None
    attending_since: datetime | None
    is_coming: bool
    is_hard_to_reach: bool

    @property
    def patient(self) -> str:
        """The patient's name, or for whom it is held; empty while somebody unknown books."""
        if self.given is not None:
            return f"{self.given} {self.family}"
        return f"{self.offered_given} {self.offered_family}" if self.offered_given else ""

    @property
    def treatment(self) -> str:
        """In the active language, as `TreatmentType.spoken` says it."""
        return (reads_french() and self.treatment_in_french) or self.treatment_name

    @property
    def blocked(self) -> Interval:
        return Interval(self.starts_at, self.blocked_until)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def turnover(self) -> int:
        """Minutes to clean up after it."""
        return int((self.blocked_until - self.ends_at).total_seconds()) // 60

    @property
    def blocks(self) -> bool:
        """Whether it keeps its therapist and room from others."""
        return self.status in BLOCKING


def load_sessions(
    query: Query, period: Interval, *, therapists: Iterable[int], now: datetime
) -> list[Session]:
    """All at the locations shown, and what keeps `therapists` busy elsewhere, in order of time.

    In a week: all of `therapists`, wherever. A hold that ran out is not there any more.
    """
    theirs = Q(therapist__in=therapists)
    here = Q(location__in=[place.pk for place in query.places])
    rows = (
        Appointment.objects.filter(theirs if query.view == View.WEEK else theirs | here)
        .filter(starts_at__gt=period.start - LONGEST, starts_at__lt=period.end)
        .filter(blocked_until__gt=period.start)
        .exclude(status=Status.HELD, expires_at__lte=now)
        # A hold that was given back was nobody's appointment.
        .exclude(Q(status=Status.CANCELLED) & (Q(patient=None) if query.cancelled else Q()))
    )
    earlier = Appointment.objects.filter(
        patient=OuterRef("patient"), starts_at__lt=OuterRef("starts_at"), status__in=KEPT
    )
    why = attention.waiting(now=now).filter(appointment=OuterRef("pk")).values("why")[:1]
    marked = rows.annotate(
        offered_given=_of_whom_it_is_offered_to("given_name"),
        offered_family=_of_whom_it_is_offered_to("family_name"),
        is_new=~Exists(earlier),
        why=Subquery(why),
        is_coming=ExpressionWrapper(
            Q(status=Status.BOOKED, starts_at__gt=now), output_field=BooleanField()
        ),
        is_hard_to_reach=is_hard_to_reach("patient"),
    )
    return list(map(Session._make, marked.order_by("starts_at", "pk").values_list(*COLUMNS)))


def _of_whom_it_is_offered_to(field: str) -> Case:
    """Looked up for what is held alone: as joins for all, they take longer to plan than to read."""
    offers = WaitlistOffer.objects.filter(appointment=OuterRef("pk"))
    name = Subquery(offers.values(f"entry__patient__{field}")[:1])
    return Case(When(status=Status.HELD, then=name), default=None)
