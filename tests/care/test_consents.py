"""What patients agree to: the version in force, given once, taken back at any time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from care.consents import current_texts, give, standing_of, still_to_give, withdraw
from care.models import Consent, ConsentText
from patients.models import Patient
from tests.care.intakes import fill_in, post
from tests.care.people import Cast
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def agree(patient: Patient, now: datetime = NOW) -> list[Consent]:
    return give(patient=patient, texts=current_texts(now), signed_name="Alice", by=None, now=now)


def new_version(since: datetime) -> ConsentText:
    return ConsentText.objects.create(
        kind="treatment", version=2, text="Anew.", in_force_from=since
    )


def test_it_asks_for_the_version_in_force() -> None:
    new_version(NOW)

    assert [text.version for text in current_texts(NOW - timedelta(seconds=1))] == [1, 1]
    assert [(text.kind, text.version) for text in current_texts(NOW)] == [
        ("treatment", 2),
        ("record", 1),
    ]


def test_it_is_given_once(alice: Patient) -> None:
    assert len(agree(alice)) == 2
    assert agree(alice) == []
    assert still_to_give(alice, NOW) == []


def test_a_new_version_is_asked_for_and_the_old_one_stays(alice: Patient) -> None:
    agree(alice)
    text = new_version(NOW)

    assert still_to_give(alice, NOW) == [text]
    assert len(standing_of(alice)) == 2


def test_it_is_taken_back_once_and_kept(alice: Patient) -> None:
    consent, _ = agree(alice)

    assert withdraw(consent, now=NOW)
    assert not withdraw(consent, now=NOW)
    assert consent not in standing_of(alice)
    assert still_to_give(alice, NOW) == [consent.text]
    assert Consent.objects.count() == 2


def test_nothing_is_signed_when_nothing_can_be_sent(cast: Cast, alices: Client) -> None:
    fill_in(alices, cast.appointment)
    agreed = {f"agree_{text.pk}": "on" for text in current_texts(NOW)}
    told = post(alices, cast.appointment, "consent", edition=1, signed_name="Alice", **agreed)

    assert told.status_code == 409
    assert not Consent.objects.exists()
