"""Who was a patient before a migration is found after it."""

from importlib import import_module

import pytest
from django.db import connection

from patients.search import find
from tests.factories import make_patient

first = import_module("patients.migrations.0003_found_by_search")
repair = import_module("patients.migrations.0005_found_by_search_at_last")
pytestmark = pytest.mark.django_db


def index_of_search() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('patients_search_text_trigram'::regclass)")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("statement", [first.BACKFILL, repair.REPAIR])
def test_it_finds_who_was_there_before_the_search(statement: str) -> None:
    alice = make_patient(given_name="Alice", family_name="Archer")
    index = index_of_search()
    # A table with checks pending cannot be altered.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE patients_patient DISABLE TRIGGER USER")
        cursor.execute("UPDATE patients_patient SET search_text = ''")
        cursor.execute("ALTER TABLE patients_patient ENABLE TRIGGER USER")
        assert find("archer") == []
        cursor.execute(statement)
    assert find("archer") == [alice]
    assert index_of_search() == index
