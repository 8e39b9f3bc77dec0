"""The therapist's page of how a patient fares: charts, tables, and who may see them."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from care.models import CourseOfCare, Part, RecordAccess, Verb
from patients.models import Patient
from tests.booking.pages import text
from tests.care.people import EVERYBODY, Cast
from tests.care.scoring import pain, session, ticked

pytestmark = pytest.mark.django_db


def path(patient: Patient) -> str:
    return f"/care/patients/{patient.pk}/progress/"


@pytest.mark.parametrize(
    ("name", "status"), [*zip(EVERYBODY, (302, 403, 403, 200, 404, 403, 404), strict=True)]
)
def test_only_who_treats_sees_it(cast: Cast, name: str, status: int) -> None:
    pain(session(cast), before=7)

    assert cast.browser(name).get(path(cast.alice)).status_code == status
    row = RecordAccess.objects.get()
    whose = None if name == "anonymous" else cast.alice.pk
    assert (row.part, row.patient_key) == (Part.PROGRESS, whose)
    assert row.verb == (Verb.READ if status == 200 else Verb.REFUSED)


def test_it_says_what_became_of_the_pain(cast: Cast, maya: Client) -> None:
    pain(session(cast, 20), intake=8, before=7, after=4)
    pain(session(cast, 6), before=4, after=2, check_in=3)

    page = text(maya.get(path(cast.alice)))

    assert "Down from 7 to 3: a change that matters" in page
    assert "5 or less: a change that matters" in page
    assert "Farrar JT et al. Pain 2001;94:149–158" in page
    assert 'role="img"' in page


def test_it_compares_within_the_course(cast: Cast, maya: Client) -> None:
    pain(session(cast, 60), before=9)
    later = pain(session(cast, 20), before=5)
    pain(session(cast, 6), before=4)
    CourseOfCare.objects.create(
        patient=cast.alice,
        therapist=later.therapist,
        planned_sessions=6,
        every_days=7,
        starts_on=later.starts_local.date(),
        review_on=date(2100, 1, 1),
    )

    assert "Down from 5 to 4: too little" in text(maya.get(path(cast.alice)))


def test_it_shows_the_questionnaires(cast: Cast, maya: Client) -> None:
    ticked(session(cast, 30), 14)
    ticked(session(cast, 3), 9)

    page = text(maya.get(path(cast.alice)))

    assert "Down from 14 to 9: a change that matters" in page
    assert "Ostelo" in page


def test_the_tablet_is_offered_when_it_is_due(cast: Cast, maya: Client) -> None:
    address = f"/care/patients/{cast.alice.pk}/sessions/{cast.appointment.pk}/questionnaire/"
    assert address in text(maya.get(path(cast.alice)))
    ticked(cast.appointment, 9)

    assert address not in text(maya.get(path(cast.alice)))


def test_it_says_that_nothing_is_there(cast: Cast, maya: Client) -> None:
    page = text(maya.get(path(cast.alice)))

    assert "No pain score yet" in page
    assert "Not answered yet" in page


@pytest.mark.parametrize("number", [3, 60])
def test_it_asks_as_often_for_sixty_scores_as_for_three(
    cast: Cast,
    maya: Client,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for weeks in range(number):
        of = session(cast, 7 * weeks + 2)
        pain(of, before=weeks % 11, after=weeks % 7, check_in=weeks % 5)
        ticked(of, weeks % 25)

    with django_assert_max_num_queries(19):
        assert maya.get(path(cast.alice)).status_code == 200


@pytest.mark.parametrize("number", ["2", "0", "x", "99999999999999999999", "\0"])
def test_it_turns_to_any_page(cast: Cast, maya: Client, number: str) -> None:
    for weeks in range(14):
        pain(session(cast, 7 * weeks + 2), before=5)

    assert maya.get(path(cast.alice), {"page": number}).status_code == 200
