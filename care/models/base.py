"""What every row of the care record has."""

from typing import cast
from uuid import uuid4

import pghistory
import pgtrigger
from django.db import models


class CareRow(models.Model):
    """A random key, known before the row is saved: sealed values are bound to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class WithHistory:
    """`@WithHistory()`: every write of a row leaves a copy of it, sealed as the row is.

    `once` names the column that a draft leaves empty: of drafts only the first writing is kept, not
    every saving while somebody types.
    """

    def __init__(self, *, once: str = "") -> None:
        self.changed = pgtrigger.Condition(
            f"NEW.{once} IS NOT NULL" if once else "OLD.* IS DISTINCT FROM NEW.*"
        )

    def __call__[Row: CareRow](self, model: type[Row]) -> type[Row]:
        """The model itself, tracked; its copies can neither be changed nor deleted."""
        events = (
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=self.changed),
            pghistory.DeleteEvent(),
        )
        return cast(type[Row], pghistory.track(*events, append_only=True)(model))
