"""Who may read whose record, and the row that every look and every refused try leaves.

- a patient's account reads what the patient wrote and scored, never a therapist's notes;
- a therapist reads everything about patients who have, or had, an appointment with them;
- a manager reads nothing, unless they opened one record by exception, with a reason, for an hour;
- the front desk reads nothing: not by search, filter or count.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import User
from booking.models import Appointment, Status
from care.models import BreakGlass, Part, Verb
from care.signed_out import to_sign_in
from patients.models import Patient, PatientQuerySet

# A hold has no patient yet, and whoever cancels is not treated.
TREATED_IN = (
    *(Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED),
    Status.NO_SHOW,
)
# A typed address may hold any number; the column does not.
LARGEST_KEY = 2**63 - 1


def own_records(user: User) -> PatientQuerySet:
    """Patients whose intake and scores this account reads as their own."""
    return Patient.objects.for_user(user)


def clinical_records(user: User, now: datetime) -> PatientQuerySet:
    """Patients whose whole record this person reads: their therapist, or by exception a manager."""
    if not user.is_active:
        return Patient.objects.none()
    return Patient.objects.filter(_treated_by(user) | _opened_by(user, now))


def is_therapist(user: User) -> bool:
    """Whether the account belongs to somebody who works here as a therapist."""
    therapist = getattr(user, "therapist", None)
    return bool(user.is_active and therapist and therapist.is_active)


def note_access(
    request: HttpRequest,
    verb: Verb,
    part: Part,
    patients: Iterable[int | None],
    *,
    now: datetime,
    row: UUID | None = None,
) -> None:
    """Leaves one row a patient key; None stands for a try that named no patient. One query."""
    user = request.user if request.user.is_authenticated else None
    keys = [key if key is None or key <= LARGEST_KEY else None for key in patients]
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            LOOKED,
            {
                "at": now,
                "user": user.pk if user else None,
                "role": _role(user),
                "verb": verb,
                "part": part,
                "patients": keys,
                "row": row,
                "request": structlog.contextvars.get_contextvars().get("request_id", ""),
            },
        )


# The rows of a page as one statement, and no more: each page of the record waits for it.
LOOKED = """
INSERT INTO care_recordaccess
  (at, user_key, user_role, verb, part, patient_key, row_key, request_id)
SELECT %(at)s, %(user)s::bigint, %(role)s, %(verb)s, %(part)s,
  unnest(%(patients)s::bigint[]), %(row)s::uuid, %(request)s
"""


def refuse(
    request: HttpRequest, part: Part, patient: int | None = None
) -> PermissionDenied | Http404:
    """What to raise after noting a refused try: 403 to who has no business here, else 404."""
    note_access(request, Verb.REFUSED, part, (patient,), now=timezone.now())
    user = request.user
    if user.is_authenticated and (is_therapist(user) or user.has_perm("care.break_glass")):
        return Http404()
    return PermissionDenied()


# What the guard notes for the pages: the reader is let in by exception, so each of them says so.
BY_EXCEPTION = "care.by_exception"

type ClinicalView[**P] = Callable[Concatenate[HttpRequest, Patient, P], HttpResponseBase]
type KeyView = Callable[..., HttpResponseBase]
type Guard = Callable[[ClinicalView[...]], KeyView]


def clinical(part: Part, verb: Verb = Verb.READ, *, page: str = "") -> Guard:
    """For views at `<int:patient>/…`: the view gets the Patient, if this person may read it all.

    A look is noted before the view runs, a write after it has written; a refused one is noted, too.
    Anonymous people are sent to sign in, then to `page` where the view's own address opens by POST
    only. Nothing is kept in a cache.
    """

    def guard(view: ClinicalView[...]) -> KeyView:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, patient: int, **kwargs: Any) -> HttpResponseBase:
            now = timezone.now()
            if not request.user.is_authenticated:
                note_stranger(request, part, now=now)
                back = reverse(page, kwargs={"patient": patient, **kwargs}) if page else ""
                return to_sign_in(request, back)
            reads = clinical_records(request.user, now).filter(pk=patient)
            found = reads.annotate(by_exception=~_treated_by(request.user)).first()
            by_exception = getattr(found, "by_exception", False)
            # Who was let in by exception looks, and writes nothing.
            if found is None or (by_exception and not _only_looks(request, verb)):
                raise refuse(request, part, patient)
            request.META[BY_EXCEPTION] = by_exception
            if verb == Verb.WRITE:
                return note_outcome(request, part, found, lambda: view(request, found, **kwargs))
            note_access(request, verb, part, (found.pk,), now=now)
            return view(request, found, **kwargs)

        return guarded

    return guard


def note_stranger(request: HttpRequest, part: Part, *, now: datetime) -> None:
    """A try of somebody who is not signed in; it names no patient.

    Rows stay for good: whoever calls addresses at random must not fill the patients' own lists.
    """
    note_access(request, Verb.REFUSED, part, (None,), now=now)


def note_outcome(
    request: HttpRequest, part: Part, patient: Patient, write: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Answers as `write` does, and notes what came of it: a refused or failed write is no write."""
    now = timezone.now()
    try:
        answer = write()
    except Http404:
        note_access(request, Verb.REFUSED, part, (patient.pk,), now=now)
        raise
    note_access(request, _came_of(answer.status_code), part, (patient.pk,), now=now)
    return answer


def _came_of(status: int) -> Verb:
    if status < HTTPStatus.BAD_REQUEST:
        return Verb.WRITE
    # These come back with what was typed and with what stands there.
    shows = (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Verb.READ if status in shows else Verb.REFUSED


def _treated_by(user: User) -> Exists:
    """Somebody who no longer works here as a therapist treats nobody."""
    sessions = Appointment.objects.filter(
        therapist__user=user, therapist__is_active=True, status__in=TREATED_IN
    )
    return Exists(sessions.filter(patient=OuterRef("pk")))


def _opened_by(user: User, now: datetime) -> Exists:
    """Only while the account may still do that: a role taken away closes what it opened."""
    may = Q(user__is_superuser=True) | Q(user__groups__permissions__codename="break_glass")
    opened = BreakGlass.objects.open(now).filter(may, user=user)
    return Exists(opened.filter(patient=OuterRef("pk")))


def _only_looks(request: HttpRequest, verb: Verb) -> bool:
    return request.method in ("GET", "HEAD") and verb != Verb.WRITE


def _role(user: User | None) -> str:
    if user is None:
        return "anonymous"
    if is_therapist(user):
        return "therapist"
    return user.groups.values_list("name", flat=True).order_by("name").first() or "patient"
