"""As many patients as a large clinic has seen in twenty years."""

from datetime import date
from random import Random

from django.db import connection, transaction

from clinic.seeding.blueprint import ZONE
from clinic.seeding.copying import check_references_at_once, copy_rows, update_statistics
from clinic.seeding.names import full_name
from patients.models import Patient, Relationship
from timeline.wall import MIDNIGHT, instant

PATIENTS = 100_000
INDEX = "patients_search_text_trigram"
FIELDS = (
    *("relationship", "given_name", "family_name"),
    *("email", "phone", "date_of_birth", "created_at"),
)


@transaction.atomic
def make_many_patients(day: date) -> int:
    """Adds so many that there are PATIENTS and more; how many there are now."""
    check_references_at_once()
    with connection.cursor() as cursor:
        # Built in one go, it takes a fraction of what each row by itself would cost.
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [INDEX])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {INDEX}")
        _copy(day)
        cursor.execute(definition)
    update_statistics(Patient)
    return Patient.objects.count()


def _copy(day: date) -> None:
    chance, since = Random(1), instant(day, MIDNIGHT, ZONE)
    copy_rows(
        Patient,
        FIELDS,
        (
            (
                Relationship.SELF,
                *full_name(chance),
                f"somebody-{number}@seed.test",
                # All of the numbers that begin with 604 5, in some order.
                f"+16045{number * 7919 % 1_000_000:06}",
                date(1935 + number * 7 % 80, 1 + number % 12, 1 + number % 28),
                since,
            )
            for number in range(PATIENTS)
        ),
    )
