"""The site runs as a role that cannot undo what was written down."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from psycopg.sql import SQL, Identifier

from booking import lifecycle
from booking.actors import Actor
from care.models import Part, RecordAccess, SessionNote, Verb
from care.privacy import erasure
from care.privacy.erasing import erase_what_is_due
from patients.models import Patient
from tests.care.full_record import fill, rows_and_copies
from tests.care.people import Cast
from tests.care.test_erase import MUCH_LATER, NOW
from tests.factories import NOW as BEFORE
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
ROLE = "unknot_app_of_the_tests"


def run(statement: str, role: str = ROLE) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SQL(statement).format(role=Identifier(role)))


@pytest.fixture
def granted(cast: Cast) -> Iterator[None]:
    """A role of its own, with what the command grants."""
    run("CREATE ROLE {role}")
    try:
        call_command("grant_app_role", ROLE, verbosity=0)
        yield
    finally:
        run("RESET ROLE")
        run("DROP OWNED BY {role}")
        run("DROP ROLE {role}")


@pytest.fixture
def as_the_app(cast: Cast, granted: None) -> None:
    fill(cast)
    RecordAccess.objects.create(
        at=BEFORE, user_role="therapist", verb=Verb.READ, part=Part.NOTE, patient_key=1
    )
    run("SET ROLE {role}")


REFUSED = [
    f"{verb} {table}{rest}"
    for table in ("care_recordaccess", "care_sessionnoteevent", "care_intakeevent")
    for verb, rest in (
        ("DELETE FROM", ""),
        ("UPDATE", " SET patient_key = 0" if "access" in table else " SET patient_id = 0"),
        ("TRUNCATE", ""),
        ("ALTER TABLE", " DISABLE TRIGGER ALL"),
    )
] + [
    "DROP TRIGGER care_recordaccess_rows ON care_recordaccess",
    "DROP TABLE care_recordaccess",
    "DROP FUNCTION care_written_once() CASCADE",
    "SET session_replication_role = replica",
    "DELETE FROM django_migrations",
    "SELECT set_config('pgtrigger.ignore', '{{}}', false); DELETE FROM care_sessionnoteevent",
]


def test_it_cannot_undo_what_was_written_down(as_the_app: None) -> None:
    why = r"permission denied|must be owner"
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match=why), transaction.atomic():
            run(statement)
    assert RecordAccess.objects.count() == 1


def test_a_signed_note_stays(as_the_app: None) -> None:
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        SessionNote.objects.all().delete()


def test_new_keys_are_the_owners_business(as_the_app: None, settings: LazySettings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = {"new": b"n" * 32, **settings.FIELD_ENCRYPTION_KEYS}

    with pytest.raises(CommandError, match="as the owner"):
        call_command("rotate_encryption_keys")


def test_the_site_works(as_the_app: None, cast: Cast, clinic: Clinic) -> None:
    browsers = {name: Client() for name in ("alice", "maya", "mona", "bob")}
    for name, browser in browsers.items():
        browser.force_login(cast.users[name])
    booked = clinic.book(clinic.at(13), cast.dan)
    lifecycle.cancel(appointment=booked, now=BEFORE, actor=Actor("staff"), reason="ill")
    opening = f"/care/patients/{cast.alice.pk}/open/"
    pages = {
        "alice": ("/my-record/", "/appointments/"),
        "maya": ("/roster/", f"/care/patients/{cast.alice.pk}/"),
        "mona": (opening, "/admin/care/recordaccess/"),
        "bob": ("/admin/schedule/", f"/admin/people/{cast.alice.pk}/"),
    }

    found = {
        (name, page): browsers[name].get(page).status_code
        for name, shown in pages.items()
        for page in shown
    }
    assert set(found.values()) == {200}, found
    reason = {"reason": "The college asks about it."}
    assert browsers["mona"].post(opening, reason).status_code == 302
    assert RecordAccess.objects.filter(verb=Verb.BREAK_GLASS).exists()


def test_erasure_works(as_the_app: None, cast: Cast) -> None:
    erasure.ask(cast.alice, by=cast.users["alice"], now=NOW)

    assert erase_what_is_due(now=MUCH_LATER) == 1
    assert set(rows_and_copies().values()) == {0}
    assert Patient.objects.get(pk=cast.alice.pk).given_name == "Erased"


@pytest.mark.parametrize(
    ("role", "why"), [("postgres", "superuser"), ("nobody_here", "no database")]
)
def test_it_refuses_unfit_roles(db: None, role: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("grant_app_role", role)
