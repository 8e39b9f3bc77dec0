"""The therapists' page of an intake, opened by everybody."""

from uuid import uuid4

import pytest
from django.test import Client

from care.models import Part, RecordAccess, Verb
from tests.care.intakes import WORDS, fill_in, send
from tests.care.people import EVERYBODY, Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (302, 403, 403, 200, 404, 403, 404), strict=True)]
)
def test_only_who_treats_reads(cast: Cast, alices: Client, name: str, status: int) -> None:
    sent = send(alices, cast.appointment)
    before = RecordAccess.objects.count()

    opened = cast.browser(name).get(f"/care/patients/{cast.alice.pk}/intakes/{sent.pk}/")
    (row,) = RecordAccess.objects.order_by("pk")[before:]
    assert opened.status_code == status
    assert (WORDS in opened.content.decode()) == (status == 200)
    assert (row.verb, row.part) == (Verb.READ if status == 200 else Verb.REFUSED, Part.INTAKE)


def test_a_draft_is_nobodys_to_read(cast: Cast, alices: Client, maya: Client) -> None:
    fill_in(alices, cast.appointment)
    draft = cast.appointment.intake

    for key in (draft.pk, uuid4()):
        assert maya.get(f"/care/patients/{cast.alice.pk}/intakes/{key}/").status_code == 404


def test_it_belongs_to_the_patient_in_the_address(
    cast: Cast, alices: Client, jonas: Client, maya: Client
) -> None:
    sent = send(alices, cast.appointment)

    assert jonas.get(f"/care/patients/{cast.dan.pk}/intakes/{sent.pk}/").status_code == 404
    assert maya.get(f"/care/patients/{cast.dan.pk}/intakes/{sent.pk}/").status_code == 404
