"""Everything about me as a file: complete, never kept, and only to who has just signed in."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import AppointmentEvent
from care.models import Part, RecordAccess, Verb
from tests.booking.waiting_list import waits
from tests.care.full_record import fill
from tests.care.people import Cast
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "left-shoulder-word"


def sign_in(client: Client, *, hours_ago: float = 0) -> Client:
    """As allauth writes it down."""
    session = client.session
    at = timezone.now().timestamp() - hours_ago * 3600
    session["account_authentication_methods"] = [{"method": "code", "at": at}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


@pytest.fixture
def address(cast: Cast) -> str:
    fill(cast, WORD)
    return f"/my-record/{cast.alice.pk}/download/"


def as_json(client: Client, address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.post(address, {"file": "json"}).content)
    return found


def test_it_holds_everything(address: str, cast: Cast, alices: Client, clinic: Clinic) -> None:
    waits(clinic, cast.alice)
    alices.get("/my-record/")
    told = as_json(sign_in(alices), address)

    assert told["about"][0]["given_name"] == "Alice"
    assert told["about"][0]["language"] == ""
    assert told["intakes"][0]["reason"] == WORD
    assert told["intakes"][0]["areas"] == ["calf_left"]
    assert told["consents"][0]["signed_name"] == WORD
    assert {told["pain_scores"][0]["value"], told["questionnaires"][0]["score"]} == {7, 2}
    assert (told["check_ins"][0]["words"], told["courses"][0]["aim"]) == (WORD, WORD)
    assert told["appointments"][0]["history"][-1]["what"] == "booked"
    assert told["messages"]
    assert told["waiting_list"]
    assert told["who_looked"]


def test_notes_are_the_therapists(address: str, alices: Client) -> None:
    (note,) = as_json(sign_in(alices), address)["session_notes"]

    assert set(note) == {"written_at", "therapist", "signed_at"}


def test_the_page_reads_by_itself(address: str, alices: Client) -> None:
    answer = sign_in(alices).post(address, {"file": "html"})

    page = answer.text
    assert "Left calf" in page
    assert "I stay at home most of the time" in page
    assert "Ask the clinic for a copy" in page
    assert not any(fetched in page for fetched in ("<script", "src=", "<link", "url("))
    assert answer["Content-Disposition"].startswith('attachment; filename="my-record-')


def test_who_looked_is_one_line_a_look(
    address: str, cast: Cast, alices: Client, maya: Client
) -> None:
    for _ in range(2):
        maya.get(f"/care/patients/{cast.alice.pk}/progress/")
    text = sign_in(alices).post(address, {"file": "html"}).text
    lines = re.findall("<tr><td>(.*?)</tr>", text)
    assert [line.count("Maya Miller") for line in lines].count(1) == 2


def test_it_is_noted_and_kept_nowhere(address: str, cast: Cast, alices: Client) -> None:
    answer = sign_in(alices).post(address, {"file": "json"})

    assert "no-store" in answer["Cache-Control"]
    row = RecordAccess.objects.latest("pk")
    assert (row.verb, row.part, row.patient_key) == (Verb.EXPORT, Part.RECORD, cast.alice.pk)


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 422)])
def test_it_asks_to_sign_in_again_after_a_day(
    address: str, alices: Client, hours: float, status: int
) -> None:
    answer = sign_in(alices, hours_ago=hours).post(address, {"file": "json"})

    assert answer.status_code == status
    assert RecordAccess.objects.filter(verb=Verb.EXPORT).exists() == (status == 200)
    if status != 200:
        assert WORD not in answer.text
        again = alices.post("/my-record/sign-in-again/")
        assert again["Location"] == "/accounts/sign-in/?next=%2Fmy-record%2F"
        assert alices.get("/my-record/").status_code == 302


@pytest.mark.parametrize("file", ["", "pdf", "\0", "x" * 5000])
def test_it_bears_odd_wishes(address: str, alices: Client, file: str) -> None:
    assert sign_in(alices).post(address, {"file": file}).status_code == 422


def test_a_look_takes_nothing_away(address: str, alices: Client) -> None:
    assert WORD not in sign_in(alices).get(address, {"file": "json"}).text
    assert not RecordAccess.objects.exists()


def test_the_queries_do_not_grow(
    address: str, cast: Cast, alices: Client, django_assert_max_num_queries: Any, now: datetime
) -> None:
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(appointment=cast.appointment, kind="noted", at=now, actor_kind="staff")
        for _ in range(30)
    )
    sign_in(alices)
    with django_assert_max_num_queries(40):
        alices.post(address, {"file": "html"})
