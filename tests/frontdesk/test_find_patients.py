"""The list of patients below a search box."""

from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from tests.factories import Clinic, desk, make_patient, make_user
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)

FIND = "/admin/schedule/patients/"
YES, NO = HTTPStatus.OK, HTTPStatus.FORBIDDEN


@pytest.fixture
def receptionist(transactional_db: None) -> Client:
    return at_work("receptionist")


def find(browser: Client, typed: str, **more: str) -> str:
    answer = browser.get(FIND, {"q": typed, **more}, headers={"HX-Request": "true"})
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_it_offers_what_tells_namesakes_apart(receptionist: Client) -> None:
    alice = make_patient(
        preferred_name="Ali",
        phone="+16045550123",
        email="ali@example.test",
        date_of_birth="1984-03-07",
    )
    page = find(receptionist, "archer")
    for fact in ("Alice Archer", "“Ali”", "7 Mar 1984", "(604) 555-0123", "ali@example.test"):
        assert fact in page
    assert f'href="/admin/people/{alice.pk}/"' in page
    assert f'data-patient="{alice.pk}"' in page


def test_it_says_when_the_patient_was_last_here(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    for hour in (10, 14):
        visit = clinic.book(clinic.at(hour, days=hour), alice)
        lifecycle.complete(appointment=visit, now=visit.starts_at, actor=desk())
    clinic.book(clinic.at(10, days=20), alice)
    assert "last here 17 May 2027" in find(receptionist, "archer")


def test_it_says_that_somebody_has_not_been_here_yet(receptionist: Client) -> None:
    make_patient()
    assert "not been here yet" in find(receptionist, "archer")


def test_it_offers_buttons_to_choose_inside_a_form(receptionist: Client) -> None:
    alice = make_patient()
    page = find(receptionist, "archer", choose="1")
    assert f'name="patient" value="{alice.pk}"' in page
    assert "href" not in page


@pytest.mark.parametrize("typed", ["", " ", "a", "%", "\0", "🙂"])
def test_it_asks_for_more_to_go_by(receptionist: Client, typed: str) -> None:
    make_patient()
    assert "two letters or digits" in find(receptionist, typed)


def test_it_offers_a_new_patient_when_nobody_is_found(receptionist: Client) -> None:
    page = find(receptionist, "nobody here")
    assert "Nobody found" in page
    assert "/admin/patients/patient/add/" in page


def test_it_says_when_the_names_are_only_similar(receptionist: Client) -> None:
    make_patient(family_name="Johnson")
    assert "Similar:" in find(receptionist, "Jonsen")
    assert "Similar:" not in find(receptionist, "Johnson")


def test_it_says_that_there_may_be_more(receptionist: Client) -> None:
    for _ in range(11):
        make_patient()
    assert "Type more to narrow it down" in find(receptionist, "archer")


def test_it_shows_what_was_typed_as_text(receptionist: Client) -> None:
    page = receptionist.get(FIND, {"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_it_is_a_page_of_its_own_without_scripts(receptionist: Client) -> None:
    make_patient()
    page = receptionist.get(FIND, {"q": "archer"}).text
    assert "Alice Archer" in page
    assert "</html>" in page


def test_it_asks_the_database_twice(
    receptionist: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        make_patient(make_user(), phone=f"+1604555010{number}")
    find(receptionist, "archer")
    # The sign-in: session, account, permissions.
    with django_assert_num_queries(3 + 2):
        find(receptionist, "archer")


def test_it_speaks_the_language_of_whoever_looks(receptionist: Client) -> None:
    alice = make_patient(date_of_birth="1984-03-07")
    pages = [
        receptionist.get(FIND, {"q": "archer"}, headers={"Accept-Language": language}).text
        for language in ("en", "fr")
    ]
    assert [word in page for page in pages for word in ("born 7 Mar", "naissance")] == [
        *(True, False),
        *(False, True),
    ]
    assert all(f'id="found-{alice.pk}"' in page for page in pages)


def test_it_follows_a_change_of_the_patient(receptionist: Client) -> None:
    alice = make_patient(phone="+16045550123")
    assert "(604) 555-0123" in find(receptionist, "archer")
    alice.phone = "+16045550199"
    alice.save()
    assert "(604) 555-0199" in find(receptionist, "archer")


@pytest.mark.parametrize(
    ("role", "answer"),
    [("patient", NO), ("therapist", NO), ("receptionist", YES), ("manager", YES)],
)
def test_it_is_for_the_desk(transactional_db: None, role: str, answer: HTTPStatus) -> None:
    assert at_work(role).get(FIND, {"q": "archer"}).status_code == answer


def test_it_asks_others_to_sign_in(client: Client, transactional_db: None) -> None:
    assert client.get(FIND, {"q": "archer"}).status_code == HTTPStatus.FOUND
