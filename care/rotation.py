"""New keys for what is sealed: every value, in rows and in their history, sealed anew.

Beside a running site: a value is replaced only if it is still the one that was read, so what
somebody writes meanwhile stays. What has the new key already is passed over, so that a run that was
stopped goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from care.cipher import current_key, key_of, seal, unseal
from care.fields import Sealed, SealedField

BATCH = 200
# A site that still seals with an old key never lets it end.
MOST_ROUNDS = 5


class NotProven(Exception):
    """Its text is a sentence for the operator; it holds nothing of any value."""


@dataclass(frozen=True)
class Column:
    """One sealed column of one table."""

    model: type[models.Model]
    field: SealedField

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"

    def batches(self) -> Iterator[list[tuple[Any, Any, Sealed]]]:
        """Primary key, the `id` it is sealed for, and the value, a batch at a time."""
        rows = self.model._base_manager.exclude(**{self.field.name: None}).order_by("pk")
        last = None
        while True:
            rest = rows if last is None else rows.filter(pk__gt=last)
            batch = list(rest.values_list("pk", "id", self.field.name)[:BATCH])
            if not batch:
                return
            yield batch
            last = batch[-1][0]


def columns() -> list[Column]:
    """All that is sealed: rows and their history."""
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def rotate(column: Column) -> int:
    """Seals anew what has not the current key; how many values it was."""
    return sum(_rotate_batch(column, batch) for batch in column.batches())


def _rotate_batch(column: Column, batch: list[tuple[Any, Any, Sealed]]) -> int:
    # Not a change of what is written: a signed note may be sealed anew, and history gets no copy.
    old = [row for row in batch if key_of(row[2]) != current_key()]
    if not old:
        return 0
    with pgtrigger.ignore(), transaction.atomic():
        return sum(_replace(column, *row) for row in old)


def _replace(column: Column, key: Any, row_id: Any, value: Sealed) -> int:
    """Only while it is still what was read: compare and set."""
    place = column.field.place_in(column.model, row_id)
    anew = Sealed(seal(unseal(value, place=place), place=place))
    is_as_read = column.model._base_manager.filter(pk=key, **{column.field.name: value})
    return is_as_read.update(**{column.field.name: anew})


def rotate_until_done(column: Column) -> int:
    """Round after round until nothing old is left; how many values. Raises NotProven."""
    total = 0
    for _ in range(MOST_ROUNDS):
        done = rotate(column)
        total += done
        if not done and not _old(column):
            return total
    raise NotProven(
        f"{column.name} still gets values under an old key. Restart web, worker and beat "
        "with the new key first in FIELD_ENCRYPTION_KEYS, then run this again."
    )


def prove(column: Column) -> int:
    """Opens every value with the current key alone; how many. Raises NotProven, CannotUnseal."""
    if _old(column):
        raise NotProven(f"{column.name} still holds values under an old key. Run this again.")
    opened = 0
    for batch in column.batches():
        for _key, row_id, value in batch:
            unseal(value, place=column.field.place_in(column.model, row_id))
            opened += 1
    return opened


def _old(column: Column) -> bool:
    return any(
        key_of(value) != current_key() for batch in column.batches() for _, _, value in batch
    )
