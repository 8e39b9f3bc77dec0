"""What patients see of themselves at /appointments/."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from care.models import DisabilityScore, Occasion, Part, RecordAccess, Verb
from patients.models import Relationship
from tests.booking.pages import text
from tests.care.people import EVERYBODY, Cast
from tests.care.scoring import pain, session, ticked
from tests.factories import make_patient

pytestmark = pytest.mark.django_db


def test_it_shows_her_own_trend(cast: Cast, alices: Client) -> None:
    pain(session(cast, 20), before=7, after=4)
    pain(session(cast, 6), intake=4)

    page = text(alices.get("/appointments/"))
    assert "Down from 7 to 4: a change that matters" in page
    row = RecordAccess.objects.get()
    assert (row.verb, row.part, row.patient_key) == (Verb.READ, Part.PROGRESS, cast.alice.pk)


def test_one_score_is_no_trend(cast: Cast, alices: Client) -> None:
    pain(session(cast, 20), before=7)

    assert "How it goes" not in text(alices.get("/appointments/"))
    assert not RecordAccess.objects.exists()


def test_two_questionnaires_are(cast: Cast, alices: Client) -> None:
    ticked(session(cast, 30), 14)
    ticked(session(cast, 3), 9)

    assert "Down from 14 to 9: a change that matters" in text(alices.get("/appointments/"))


def test_each_of_the_family_has_a_part(cast: Cast, alices: Client) -> None:
    child = make_patient(cast.users["alice"], given_name="Cleo", relationship=Relationship.CHILD)
    pain(session(cast, 20, patient=child), before=6, after=2)

    page = text(alices.get("/appointments/"))
    assert "<h3>Cleo</h3>" in page
    assert "<h3>Alice</h3>" not in page
    assert RecordAccess.objects.get().patient_key == child.pk


def test_the_last_questionnaire_is_offered(cast: Cast, alices: Client) -> None:
    last = session(cast, 3)
    DisabilityScore.objects.create(
        patient=cast.alice, appointment=last, occasion=Occasion.END, asked_at=last.ends_at
    )

    page = text(alices.get("/appointments/"))
    assert f"/appointments/{last.token}/questionnaire/" in page


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_else_sees_it(cast: Cast, name: str) -> None:
    pain(session(cast, 20), before=7, after=4, check_in=5)

    answer = cast.browser(name).get("/appointments/")
    assert answer.status_code == (302 if name == "anonymous" else 200)
    assert ("How it goes" in text(answer)) is (name == "alice")


@pytest.mark.parametrize("number", [3, 60])
def test_it_asks_as_often_for_sixty_scores_as_for_three(
    cast: Cast,
    alices: Client,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for weeks in range(number):
        of = pain(session(cast, 7 * weeks + 2), before=weeks % 11)
        ticked(of, weeks % 25)

    with django_assert_max_num_queries(14):
        alices.get("/appointments/")
