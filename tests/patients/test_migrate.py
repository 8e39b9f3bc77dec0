"""Who was a patient before a migration is found after it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from patients.search import find
from tests.factories import make_patient

pytestmark = pytest.mark.django_db


def migrate_to(name: str) -> None:
    # A table with checks pending cannot be altered.
    connection.check_constraints()
    MigrationExecutor(connection).migrate([("patients", name)])


def index_of_search() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'patients_search_text_trigram'"
        )
        return cursor.fetchall()


def test_it_finds_who_was_there_before_the_search() -> None:
    make_patient(given_name="Alice", family_name="Archer")
    migrate_to("0002_the_front_desk")
    migrate_to("0004_merged_once")
    assert [patient.full_name for patient in find("archer")] == ["Alice Archer"]


def test_it_finds_whom_the_first_search_passed_over() -> None:
    alice = make_patient(given_name="Alice", family_name="Archer")
    index = index_of_search()
    migrate_to("0004_merged_once")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE patients_patient DISABLE TRIGGER USER")
        cursor.execute("UPDATE patients_patient SET search_text = ''")
        cursor.execute("ALTER TABLE patients_patient ENABLE TRIGGER USER")
    assert find("archer") == []
    migrate_to("0005_found_by_search_at_last")
    assert find("archer") == [alice]
    assert index_of_search() == index
