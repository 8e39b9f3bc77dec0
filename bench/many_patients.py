"""As many patients as a large clinic has seen in twenty years."""

from datetime import date
from random import Random

from django.db import transaction

from clinic.seeding.blueprint import ZONE
from clinic.seeding.copying import (
    built_at_the_end,
    check_references_at_once,
    copy_rows,
    update_statistics,
)
from clinic.seeding.names import full_name
from clinic.seeding.staffing import SEARCH_INDEX
from patients.models import Patient, Relationship
from timeline.wall import MIDNIGHT, instant

PATIENTS = 100_000
FIELDS = (
    *("relationship", "given_name", "family_name"),
    *("email", "phone", "date_of_birth", "created_at"),
)


@transaction.atomic
def make_many_patients(day: date) -> int:
    """Adds so many that there are PATIENTS and more; how many there are now."""
    check_references_at_once()
    with built_at_the_end(SEARCH_INDEX):
        _copy(day)
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
