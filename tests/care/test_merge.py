"""Two records of one patient: all of the care record goes along, and nothing stands twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from booking import lifecycle
from booking.actors import Actor
from care.access import clinical_records
from care.models import (
    BreakGlass,
    Consent,
    CourseOfCare,
    ErasureRequest,
    ErasureState,
    SessionNote,
)
from tests.care.full_record import CONTENT, ENTERED, fill
from tests.care.people import Cast
from tests.factories import NOW, Clinic

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_may_stand_once_stands_once(cast: Cast, clinic: Clinic) -> None:
    fill(cast, "first")
    mine, cast.alice = cast.alice, cast.dan
    cast.appointment = clinic.book(clinic.at(13), cast.dan)
    fill(cast, "second")
    for patient in (mine, cast.dan):
        ErasureRequest.objects.create(patient=patient, state="waiting", asked_at=ENTERED)
    lifecycle.merge_patients(kept=mine, absorbed=cast.dan, now=NOW, actor=Actor("staff"))

    assert {note.content["plan"] for note in SessionNote.objects.all()} == {"first", "second"}
    assert {row.patient_id for kind in CONTENT[:3] for row in kind.objects.all()} == {mine.pk}
    standing = Consent.objects.standing()
    assert {consent.signed_name for consent in standing} == {"first"}
    assert CourseOfCare.objects.get(ended_at=None).aim == "first"
    assert ErasureRequest.objects.exclude(state=ErasureState.WITHDRAWN).count() == 1


@pytest.mark.parametrize("opened", ["alice", "dan"])
def test_what_was_opened_by_exception_closes(cast: Cast, opened: str) -> None:
    mona, now = cast.users["mona"], timezone.now()
    hour = {"opened_at": now, "until": now + timedelta(hours=1)}
    BreakGlass.objects.create(user=mona, patient=getattr(cast, opened), reason="ill", **hour)
    lifecycle.merge_patients(kept=cast.alice, absorbed=cast.dan, now=now, actor=Actor("staff"))

    assert not clinical_records(mona, timezone.now()).exists()


def test_a_request_for_erasure_does_not_spread(cast: Cast) -> None:
    ErasureRequest.objects.create(patient=cast.dan, state="waiting", asked_at=ENTERED)
    address = f"/admin/people/{cast.alice.pk}/merge/{cast.dan.pk}/"
    shown = cast.browser("bob").get(address).text
    lifecycle.merge_patients(kept=cast.alice, absorbed=cast.dan, now=NOW, actor=Actor("staff"))

    assert "asked that everything about them be erased" in shown
    assert ErasureRequest.objects.get().state == ErasureState.WITHDRAWN
