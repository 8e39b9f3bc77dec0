"""Who reads whose record: by object, never by role alone."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import User
from booking import lifecycle
from booking.actors import Actor
from care.access import clinical, clinical_records, own_records
from care.models import BreakGlass, Part, RecordAccess, Verb
from patients.models import Patient
from tests.care.people import EVERYBODY, Cast
from tests.factories import NOW
from therapists.models import Therapist

pytestmark = pytest.mark.django_db(transaction=True)


@clinical(Part.NOTE)
def page(_request: HttpRequest, patient: Patient) -> HttpResponse:
    return HttpResponse(patient.full_name)


def look(user: User | None, patient: Patient) -> int:

    request = RequestFactory().get("/somewhere/")
    request.user = user or AnonymousUser()
    try:
        return page(request, patient=patient.pk).status_code
    except PermissionDenied:
        return 403
    except Http404:
        return 404


@pytest.mark.parametrize(
    ("name", "status"),
    [*zip(EVERYBODY, (302, 403, 403, 200, 404, 403, 404), strict=True)],
)
def test_only_who_treats_reads(cast: Cast, name: str, status: int) -> None:
    assert look(cast.users.get(name), cast.alice) == status
    assert RecordAccess.objects.get().verb == (Verb.READ if status == 200 else Verb.REFUSED)


def test_each_look_says_who_and_what(cast: Cast) -> None:
    look(cast.users["maya"], cast.alice)

    row = RecordAccess.objects.get()
    assert (row.user_key, row.user_role) == (cast.users["maya"].pk, "therapist")
    assert (row.part, row.patient_key) == (Part.NOTE, cast.alice.pk)


def test_a_cancelled_appointment_opens_nothing(cast: Cast) -> None:
    lifecycle.cancel(appointment=cast.appointment, now=NOW, actor=Actor("staff"), reason="ill")

    assert not clinical_records(cast.users["maya"], NOW).exists()


def test_who_left_reads_nothing(cast: Cast) -> None:
    cast.users["maya"].is_active = False

    assert not clinical_records(cast.users["maya"], NOW).exists()


def test_who_no_longer_works_here_as_a_therapist_reads_nothing(cast: Cast) -> None:
    Therapist.objects.update(is_active=False)

    assert look(User.objects.get(email="maya@example.test"), cast.alice) == 403
    assert RecordAccess.objects.get().verb == Verb.REFUSED


@pytest.mark.parametrize(("minutes", "opens"), [(-1, False), (0, True), (59, True), (60, False)])
def test_a_manager_by_exception_for_an_hour(
    cast: Cast, now: datetime, minutes: int, opens: bool
) -> None:
    BreakGlass.objects.create(
        user=cast.users["mona"],
        patient=cast.alice,
        reason="the therapist is ill",
        opened_at=now,
        until=now + timedelta(hours=1),
    )

    records = clinical_records(cast.users["mona"], now + timedelta(minutes=minutes))
    assert list(records) == ([cast.alice] if opens else [])


def test_an_account_reads_its_own_family_only(cast: Cast) -> None:
    assert list(own_records(cast.users["alice"])) == [cast.alice]
