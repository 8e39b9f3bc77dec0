"""The guide as a visitor walks through it; nothing of the answers is kept outside the browser."""

import logging
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from booking.models import Appointment
from care.cipher import seal
from care.guide.kept import COOKIE, PLACE
from care.models import Intake
from tests.care.intakes import address
from tests.care.people import Cast
from tests.factories import Clinic, make_treatment
from treatments.guide.rules import FASCIA

pytestmark = pytest.mark.django_db

WALK: dict[str, dict[str, Any]] = {
    "first": {"red_flags": ["none"]},
    "where": {"where": ["low_back", "hips"], "feels": "stiff"},
    "since": {"since": "weeks"},
    "strength": {"strength": "moderate"},
    "cause": {"cause": "sitting"},
    "care": {"care": ["physiotherapy"]},
    "pressure": {"pressure": "medium"},
}


def walk(client: Client, **answers: dict[str, Any]) -> str:
    """Answers every question in its order; where the last answer leads."""
    led = ""
    for step, answer in {**WALK, **answers}.items():
        led = client.post(f"/guide/{step}/", answer).headers.get("Location", "")
    return led


def test_it_leads_from_question_to_question_and_to_free_starts(client: Client) -> None:
    make_treatment(FASCIA, name="Myofascial release", minutes=(45, 60))
    for (step, answer), led in zip(WALK.items(), [*list(WALK)[1:], "suggestion"], strict=True):
        answered = client.post(f"/guide/{step}/", answer)
        assert (answered.status_code, answered["Location"]) == (303, f"/guide/{led}/")
    page = client.get("/guide/suggestion/").content.decode()
    assert "you feel stiff and move less freely" in page
    assert f"/book/?treatment={FASCIA}&amp;duration=60" in page


@pytest.mark.parametrize(
    ("flag", "says"), [("chest_pain", "Please call"), ("fever", "Please see a doctor first")]
)
def test_a_red_flag_stops_it_and_offers_nothing_to_book(
    client: Client, flag: str, says: str
) -> None:
    led = client.post("/guide/first/", {"red_flags": [flag, "none"]})
    assert led["Location"] == "/guide/doctor/"
    page = client.get("/guide/doctor/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert says in main
    assert "/book/" not in main
    assert client.get("/guide/where/")["Location"] == "/guide/doctor/"
    assert client.get("/guide/suggestion/")["Location"] == "/guide/doctor/"


def test_a_mistaken_tick_is_taken_back(client: Client) -> None:
    client.post("/guide/first/", {"red_flags": ["cancer"]})
    client.post("/guide/first/", {"red_flags": ["none"]})
    assert client.get("/guide/doctor/")["Location"] == "/guide/"
    assert client.get("/guide/where/").status_code == 200


@pytest.mark.parametrize("step", WALK)
def test_an_answer_is_wanted_and_must_be_one_of_the_list(client: Client, step: str) -> None:
    walk(client)
    for typed in ({}, dict.fromkeys(WALK[step], "\0' or 1=1")):
        answer = client.post(f"/guide/{step}/", typed)
        assert answer.status_code == 422
        assert "Please choose" in answer.content.decode()


def test_no_question_is_reached_before_those_ahead_of_it(client: Client) -> None:
    assert client.get("/guide/pressure/")["Location"] == "/guide/first/"
    assert client.post("/guide/cause/", WALK["cause"])["Location"] == "/guide/first/"
    assert client.get("/guide/suggestion/")["Location"] == "/guide/first/"


def test_an_earlier_answer_is_shown_and_can_be_changed(client: Client) -> None:
    walk(client)
    assert b'value="stiff"' in client.get("/guide/where/").content
    assert client.get("/guide/where/").context["form"]["feels"].value() == "stiff"
    client.post("/guide/where/", {"where": ["neck"], "feels": "tense"})
    assert client.get("/guide/where/").context["form"]["feels"].value() == "tense"


def test_the_answers_are_in_the_browser_sealed_and_nowhere_else(
    client: Client, caplog: pytest.LogCaptureFixture, django_assert_num_queries: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    with django_assert_num_queries(0):
        walk(client)
    morsel = client.cookies[COOKIE]
    assert "stiff" not in morsel.value
    assert (morsel["httponly"], morsel["max-age"], morsel["expires"]) == (True, "", "")
    assert not Session.objects.exists()
    assert "stiff" not in caplog.text
    assert "no-store" in client.get("/guide/suggestion/").headers["Cache-Control"]


@pytest.mark.parametrize("odd", ["", "x", "AAAA", "é", "A" * 5000])
def test_an_odd_cookie_is_no_answer(client: Client, odd: str) -> None:
    client.cookies[COOKIE] = odd
    assert client.get("/guide/suggestion/")["Location"] == "/guide/first/"


def test_what_was_sealed_for_another_place_or_long_ago_is_no_answer(client: Client) -> None:
    old = {"at": "2020-01-01T00:00:00+00:00", "answers": {"red_flags": []}}
    for place in (PLACE, "care_intake.answers:1"):
        client.cookies[COOKIE] = urlsafe_b64encode(seal(old, place=place)).decode()
        assert client.get("/guide/where/")["Location"] == "/guide/first/"


def test_it_forgets_at_once_when_asked(client: Client) -> None:
    walk(client)
    assert client.get("/guide/anew/").status_code == 405
    client.post("/guide/anew/")
    assert client.get("/guide/suggestion/")["Location"] == "/guide/first/"


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    alice = Cast(clinic).alice
    return clinic.book(clinic.at(14), alice)


def test_they_begin_the_form_and_leave_the_browser(
    appointment: Appointment, client: Client
) -> None:
    walk(client)
    assert b"Begin with my answers" in client.get(address(appointment)).content
    assert not Intake.objects.filter(appointment=appointment).exists()
    led = client.post(address(appointment, "from-guide"))
    assert led["Location"] == address(appointment, "safety")
    answers = Intake.objects.get(appointment=appointment).answers
    assert answers["areas"] == [
        *("low_back_left", "low_back_right", "buttock_left", "buttock_right"),
    ]
    assert (answers["since"], answers["pressure"]) == ("weeks", "medium")
    assert "Stiff, I move less freely" in answers["reason"]
    assert "red_flags" not in answers
    assert client.get("/guide/suggestion/")["Location"] == "/guide/first/"


def test_nothing_is_offered_without_answers(appointment: Appointment, client: Client) -> None:
    assert b"Begin with my answers" not in client.get(address(appointment)).content
    client.post(address(appointment, "from-guide"))
    assert not Intake.objects.filter(appointment=appointment).exists()


def test_a_form_that_is_begun_stays_as_it_is(appointment: Appointment, client: Client) -> None:
    walk(client)
    client.post(address(appointment, "from-guide"))
    walk(client, where={"where": ["neck"], "feels": "tense"})
    client.post(address(appointment, "from-guide"))
    assert "Stiff" in Intake.objects.get(appointment=appointment).answers["reason"]
