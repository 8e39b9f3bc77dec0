"""How concurrent changes of the schedule wait for each other. docs/locking.md explains it.

Every change runs in one durable transaction, locks what it touches in one global order (the visitor
who holds, therapists, rooms, patients; each by id), and looks again under the locks before it
writes. Exclusion constraints are the last guard.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.db import Error, models, transaction
from psycopg import errors

from booking.refusals import PatientBusy, SlotTaken
from booking.statements import rows_of
from locations.models import Room
from patients.merging import standing
from patients.models import Patient
from therapists.models import Therapist

# Enough for every therapist of a large location to be taken by others while one request tries.
ATTEMPTS = 20
# How the names of all foreign keys to a patient end.
THE_PATIENT_IS_GONE = "_fk_patients_patient_id"


# Written out: what Django makes of a queryset is the same, and takes it ten times as long.
LOCK_SQL = """
SELECT id FROM {table} WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE"""
LOCK_NAME_SQL = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"


class LookAgain(Exception):
    """What was read before locking no longer holds: start over with fresh eyes."""


def lock_visitor(key: str) -> None:
    """Waits for other holds of the same visitor. Visitors have no row, so their key is locked."""
    lock_name(key)


def lock_name(key: str) -> None:
    """Waits for, and keeps until the transaction ends, a thing without a row of its own."""
    _refuse_outside_a_transaction()
    rows_of(LOCK_NAME_SQL, {"name": key})


def lock_therapists(*ids: int) -> None:
    _lock(Therapist, ids)


def lock_rooms(*ids: int) -> None:
    _lock(Room, ids)


def lock_patients(*ids: int) -> None:
    """Raises LookAgain when one was merged into another while we waited."""
    if _lock(Patient, ids) < len(set(ids)):
        raise LookAgain


def _lock(model: type[models.Model], ids: Collection[int]) -> int:
    """Waits for, and keeps until the transaction ends, the rows in the order of their ids.

    NO KEY: rows that merely refer to these (a patient's new appointment) need not wait. Says how
    many there are.
    """
    _refuse_outside_a_transaction()
    if not ids:
        return 0
    table = model._meta.db_table
    return len(rows_of(LOCK_SQL.format(table=table), {"ids": sorted(set(ids))}))


def _refuse_outside_a_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A lock outlives no statement by itself.")


def one_transaction[**P, R](change: Callable[P, R]) -> Callable[P, R]:
    """Runs `change` in a durable transaction of its own, again when the database asks for it.

    Deadlocks and serialization failures are retried, and so are LookAgain, a room or a key that
    somebody else has just taken; what still fails then is raised as SlotTaken. A violated
    constraint of the patient becomes PatientBusy, of the therapist SlotTaken. When `patient` was
    merged meanwhile, the next try is for the record that stayed.
    """

    @wraps(change)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(ATTEMPTS):
            try:
                with transaction.atomic(durable=True):
                    return change(*args, **kwargs)
            except LookAgain:
                pass
            except Error as error:
                _raise_unless_worth_another_try(error)
            _follow_a_merge(kwargs)
        raise SlotTaken

    return run


def _raise_unless_worth_another_try(error: Error) -> None:
    cause = error.__cause__
    if isinstance(cause, (errors.DeadlockDetected, errors.SerializationFailure)):
        return
    constraint = cause.diag.constraint_name if isinstance(cause, errors.IntegrityError) else None
    if constraint and constraint.endswith(THE_PATIENT_IS_GONE):
        return
    if constraint in ("booking_room_never_overlaps", "booking_idempotency_key_unique"):
        return
    if constraint == "booking_therapist_never_overlaps":
        raise SlotTaken from error
    if constraint == "booking_patient_never_overlaps":
        raise PatientBusy from error
    raise error


def _follow_a_merge(arguments: dict[str, Any]) -> None:
    if isinstance(arguments.get("patient"), Patient):
        arguments["patient"] = standing(arguments["patient"])
