"""A column whose value is sealed on the way in and unsealed only when somebody looks at it."""

from base64 import b64encode
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from care.cipher import seal, unseal


class Sealed(bytes):
    """A value as the database keeps it."""

    @classmethod
    def from_json(cls, text: str) -> "Sealed":
        """As PostgreSQL writes bytes into JSON: with two characters for each, after `\\x`."""
        return cls(bytes.fromhex(text[2:]))


class SealedAttribute(DeferredAttribute):
    """Unseals when read, so that rows which are only counted or listed stay sealed in memory."""

    field: "SealedField"

    def __get__(self, row: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(row, cls)
        if row is None or not isinstance(value, Sealed):
            return value
        opened = unseal(value, place=self.field.place(row))
        row.__dict__[self.field.attname] = opened
        return opened

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Any JSON value, sealed for its row and column; the row's `id` is known before it is saved.

    The database cannot look inside: no lookup but `isnull` and no `update()` takes a plain value.
    """

    descriptor_class = SealedAttribute

    def place(self, row: Any) -> str:
        """Where a value belongs; the history of a row opens like the row itself."""
        return self.place_in(type(row), row.id)

    def place_in(self, table: type[models.Model], row_id: Any) -> str:
        """The same for a row of which only the `id` is known."""
        model = getattr(table, "pgh_tracked_model", table)
        return f"{model._meta.label_lower}.{self.name}:{row_id}"

    def from_db_value(self, value: Any, *_args: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, row: models.Model, add: bool = False) -> Sealed | None:  # noqa: ARG002
        value = row.__dict__.get(self.attname, self.get_default())
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(value, place=self.place(row)))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed) or hasattr(value, "resolve_expression"):
            return value
        raise TypeError(f"{self.name} is sealed: set it on a row and save that.")

    def get_default(self) -> Any:
        """The default as it was declared; BinaryField would turn an empty one into bytes."""
        if not self.has_default():
            return None
        return self.default() if callable(self.default) else self.default

    def value_to_string(self, obj: models.Model) -> str:
        return b64encode(self.pre_save(obj) or b"").decode()
