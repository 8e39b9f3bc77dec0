"""Two records of one patient: all of the care record goes along, and nothing stands twice."""

import pytest

from booking import lifecycle
from booking.actors import Actor
from care.models import Consent, CourseOfCare, ErasureRequest, ErasureState, SessionNote
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
