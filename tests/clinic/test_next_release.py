"""This release runs while the next one's migrations have added to the tables (docs/scaling.md)."""

import pytest
from django.db import connection
from django.test import Client

from tests.booking.pages import choice, hold, soon, values_of_starts
from tests.factories import Clinic
from tests.staff import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def expanded(clinic: Clinic) -> None:
    """Every table has a column that nobody here knows of."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" ADD COLUMN next_release smallint DEFAULT 0')


def test_people_book(expanded: None, clinic: Clinic, client: Client) -> None:
    start = soon(clinic, 10)
    page = client.get("/book/", {**choice(clinic), "from": start.date().isoformat()})
    assert start in values_of_starts(page)
    held = hold(client, clinic, start)
    assert held.status_code == 303
    assert client.get(held["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("receptionist", "/admin/schedule/day.json"),
        ("receptionist", "/admin/schedule/patients/?q=archer"),
        ("manager", "/admin/reports/hours/"),
        ("manager", "/admin/reports/income/"),
    ],
)
def test_the_desk_works(expanded: None, role: str, address: str) -> None:
    assert at_work(role).get(address).status_code == 200
