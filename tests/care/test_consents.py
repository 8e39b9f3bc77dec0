"""What patients agree to: the version in force, given once, taken back at any time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.additions import before_visit
from care.consents import current_texts, give, missing, standing_of, still_to_give, withdraw
from care.models import Consent, ConsentText, Intake
from patients.models import Patient
from tests.care.intakes import address, fill_in, post, send, sign
from tests.care.notes import attend
from tests.care.people import Cast
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def agree(patient: Patient, now: datetime = NOW) -> list[Consent]:
    return give(patient=patient, texts=current_texts(now), signed_name="Alice", by=None, now=now)


def new_version(since: datetime) -> ConsentText:
    return ConsentText.objects.create(
        kind="treatment", version=2, text="Anew.", in_force_from=since
    )


def note_of(cast: Cast) -> str:
    return f"/care/patients/{cast.alice.pk}/sessions/{cast.appointment.pk}/note/"


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


def test_everybody_is_told_what_is_missing(cast: Cast, alices: Client, maya: Client) -> None:
    send(alices, cast.appointment)
    day = reverse("roster:day", args=[attend(cast.appointment).starts_local.date()])
    pages = [f"/care/patients/{cast.alice.pk}/", note_of(cast), day]
    assert not any("Consent to" in maya.get(page).text for page in pages)

    withdraw(Consent.objects.get(text__kind="treatment"), now=NOW)
    for page in pages:
        assert "Consent to treatment missing" in maya.get(page).text
        assert "keeping the record missing" not in maya.get(page).text


@pytest.mark.parametrize("kind", ["treatment", "record"])
def test_what_was_taken_back_is_asked_for_again(cast: Cast, alices: Client, kind: str) -> None:
    sent = send(alices, cast.appointment)
    before = next(one for one in before_visit() if "form" in one.label)
    assert before.is_done(cast.appointment)

    withdraw(Consent.objects.get(text__kind=kind), now=NOW)
    assert not before.is_done(cast.appointment)
    asked = alices.get(address(cast.appointment))
    assert asked["Location"] == address(cast.appointment, "consent")
    assert sign(alices, cast.appointment)["Location"] == address(cast.appointment, "thanks")
    assert before.is_done(cast.appointment)
    assert Intake.objects.get().submitted_at == sent.submitted_at


def test_a_new_version_is_asked_for_where_all_was_sent(cast: Cast, alices: Client) -> None:
    send(alices, cast.appointment)
    new_version(timezone.now())

    assert alices.get(address(cast.appointment))["Location"].endswith("/consent/")
    assert missing([cast.alice.pk]) == {cast.alice.pk: []}


def test_nothing_is_signed_when_nothing_can_be_sent(cast: Cast, alices: Client) -> None:
    fill_in(alices, cast.appointment)
    agreed = {f"agree_{text.pk}": "on" for text in current_texts(NOW)}
    told = post(alices, cast.appointment, "consent", edition=1, signed_name="Alice", **agreed)

    assert told.status_code == 409
    assert not Consent.objects.exists()
