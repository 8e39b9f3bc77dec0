"""What people see of their own record: what is kept, what they agreed to, and who looked."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from care.models import Consent, ConsentText, Part, RecordAccess, Verb
from care.privacy.looks import in_words, looks_at
from patients.models import Patient, PatientMerge, Relationship
from tests.care.people import EVERYBODY, Cast
from tests.factories import make_patient

pytestmark = pytest.mark.django_db(transaction=True)
READ = ("looks/", "download/", "erase/")
SENT = ("download/", "erase/", "erase/take-back/")


def agree(cast: Cast, kind: str = "treatment") -> Consent:
    return Consent.objects.create(
        patient=cast.alice,
        text=ConsentText.objects.get(kind=kind),
        signed_name="Alice Archer",
        given_at=datetime(2026, 11, 2, 17, tzinfo=UTC),
    )


def look(patient: int, **changes: Any) -> None:
    RecordAccess.objects.create(
        **{
            "at": timezone.now(),
            "user_role": "therapist",
            "verb": Verb.READ,
            "part": Part.NOTE,
            "patient_key": patient,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("anonymous", 302),
        ("dan", 403),
        ("maya", 404),
        ("jonas", 404),
        ("bob", 403),
        ("mona", 404),
    ],
)
def test_nobody_elses_record(cast: Cast, name: str, status: int) -> None:
    client, mine = cast.browser(name), f"/my-record/{cast.alice.pk}/"
    tries = [(client.get, each) for each in READ] + [(client.post, each) for each in SENT]

    sent = {"file": "json", "sure": "1"}
    assert {ask(mine + part, sent).status_code for ask, part in tries} == {status}
    whose = None if name == "anonymous" else cast.alice.pk
    refused = RecordAccess.objects.filter(verb=Verb.REFUSED, patient_key=whose)
    assert refused.count() == RecordAccess.objects.count() == len(tries)


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_first_page_is_ones_own(cast: Cast, name: str) -> None:
    answer = cast.browser(name).get("/my-record/")

    assert answer.status_code == (302 if name == "anonymous" else 200)
    assert ("Alice Archer" in answer.text) == (name == "alice")
    assert "no-store" in answer["Cache-Control"]


def test_looking_at_it_is_noted(alices: Client, alice: Patient) -> None:
    alices.get("/my-record/")

    row = RecordAccess.objects.get()
    assert (row.verb, row.part, row.patient_key) == (Verb.READ, Part.CONSENT, alice.pk)


def test_a_family_costs_no_more_queries(
    cast: Cast, alices: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    alices.get("/my-record/")
    for name in ("Ann", "Ben", "Cid"):
        account = cast.users["alice"]
        make_patient(account, given_name=name, relationship=Relationship.CHILD)
    with django_assert_max_num_queries(25):
        alices.get("/my-record/")


def test_it_shows_what_was_agreed_to_and_takes_it_back(cast: Cast, alices: Client) -> None:
    consent = agree(cast)
    page = alices.get("/my-record/").text
    assert "agreed on 2 November 2026" in page
    assert "sore or lightly bruised" in page

    address = f"/my-record/{cast.alice.pk}/consents/{consent.pk}/"
    assert address in page
    assert "Yes, take it back" in alices.get(address).text
    assert not Consent.objects.filter(withdrawn_at__isnull=False).exists()
    alices.post(address)
    assert "taken back on" in alices.get("/my-record/").text
    assert RecordAccess.objects.filter(verb=Verb.WRITE, row_key=consent.pk).count() == 1


def test_nobody_takes_back_anothers_consent(cast: Cast) -> None:
    consent = agree(cast)

    for key, status in ((cast.alice.pk, 403), (cast.dan.pk, 404)):
        answer = cast.browser("dan").post(f"/my-record/{key}/consents/{consent.pk}/")
        assert answer.status_code == status
    assert Consent.objects.standing().exists()


def test_it_says_who_looked(cast: Cast, alices: Client) -> None:
    look(cast.alice.pk, user_key=cast.users["maya"].pk)
    look(cast.alice.pk, user_key=cast.users["bob"].pk, user_role="receptionist", verb=Verb.REFUSED)
    look(cast.dan.pk, user_key=cast.users["jonas"].pk)

    page = alices.get(f"/my-record/{cast.alice.pk}/looks/").text
    assert "Maya Miller" in page
    assert "The front desk" in page
    assert "Was refused" in page
    assert "Jonas" not in page
    assert "bob@" not in page


@pytest.mark.parametrize(
    ("who", "role", "said"),
    [
        ("alice", "patient", "You"),
        ("dan", "patient", "Another account"),
        ("maya", "therapist", "Maya Miller"),
        ("mona", "manager", "A manager"),
        (None, "anonymous", "Somebody who had not signed in"),
    ],
)
def test_it_names_who_may_be_named(cast: Cast, who: str | None, role: str, said: str) -> None:
    key = cast.users[who].pk if who else None
    look(cast.alice.pk, user_key=key, user_role=role)

    (told,) = in_words(looks_at(cast.alice), cast.users["alice"])
    assert told.who == said


def test_ones_own_looks_are_shown_when_asked_for(cast: Cast, alices: Client) -> None:
    look(cast.alice.pk, user_key=cast.users["alice"].pk, user_role="patient")
    look(cast.alice.pk, user_key=None, user_role="anonymous")
    address = f"/my-record/{cast.alice.pk}/looks/"

    assert alices.get(address).text.count("<tr") == 2
    assert alices.get(address, {"own": "1"}).text.count("<tr") == 3


def test_looks_at_merged_records_are_there_too(cast: Cast, now: datetime) -> None:
    PatientMerge.objects.create(kept=cast.alice, absorbed_key=7, absorbed={}, moved={}, at=now)
    look(7)

    assert looks_at(cast.alice).count() == 1


def test_the_list_is_read_in_pieces(
    cast: Cast, alices: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(31):
        look(cast.alice.pk, user_key=cast.users["maya"].pk)
    address = f"/my-record/{cast.alice.pk}/looks/"

    with django_assert_max_num_queries(10):
        assert "1 of 2" in alices.get(address).text
    assert alices.get(address, {"page": "2"}).text.count("<tr") == 2


@pytest.mark.parametrize("key", [0, 987654, 10**30])
def test_it_bears_odd_numbers(alices: Client, key: int) -> None:
    assert alices.get(f"/my-record/{key}/looks/").status_code == 403
