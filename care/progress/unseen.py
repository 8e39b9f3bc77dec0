"""Answers that nobody has ticked off, and who reads them when the therapist has left."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from booking.models import Appointment
from booking.together import Given
from care.access import TREATED_IN
from care.models import CheckIn
from patients.models import Patient
from therapists.models import Therapist

# A bad answer that nobody has ticked off stands in the list for this long.
LISTED_FOR = timedelta(days=90)


def read_by(user: User | Given) -> QuerySet[CheckIn]:
    """Of one's own sessions, and of one's own patients where the session's therapist has left."""
    treated = Appointment.objects.filter(
        patient=OuterRef("patient"), therapist__user=user, status__in=TREATED_IN
    )
    own = Q(appointment__therapist__user=user)
    has_left = ~_is_here("appointment__therapist__")
    return CheckIn.objects.filter(own | (has_left & Exists(treated)))


def unseen_by(user: User | Given, *, now: datetime | Given) -> QuerySet[CheckIn]:
    """What one has not ticked off, oldest first. Good ones as well: which are bad is sealed."""
    return _recent(read_by(user), now)


def unseen_by_nobody(*, now: datetime) -> QuerySet[CheckIn]:
    """Those whose therapist has left, and nobody who works here treats the patient."""
    treating = Appointment.objects.filter(
        _is_here("therapist__"), patient=OuterRef("patient"), status__in=TREATED_IN
    )
    has_left = ~_is_here("appointment__therapist__")
    return _recent(CheckIn.objects.filter(has_left, ~Exists(treating)), now)


def readers(therapist: Therapist, patient: Patient) -> list[Therapist]:
    """Whom an answer concerns: the session's therapist, else the patient's others who are here."""
    here = Therapist.objects.filter(_is_here())
    if own := here.filter(pk=therapist.pk).first():
        return [own]
    treating = Appointment.objects.filter(patient=patient, status__in=TREATED_IN)
    return list(here.filter(pk__in=treating.values("therapist")).order_by("pk"))


def managers() -> QuerySet[User]:
    """Who is told that an answer waits which nobody may read: they may open it by exception."""
    may = Q(is_superuser=True) | Q(groups__permissions__codename="break_glass")
    return User.objects.filter(may, is_active=True).exclude(email="").distinct()


def _recent(rows: QuerySet[CheckIn], now: datetime | Given) -> QuerySet[CheckIn]:
    unseen = rows.filter(seen_at=None, answered_at__gt=now - LISTED_FOR)
    return unseen.order_by("answered_at")


def _is_here(path: str = "") -> Q:
    """Works here and signs in; `path` leads to the therapist."""
    return Q(**{f"{path}is_active": True, f"{path}user__is_active": True})
