"""`manage.py rotate_encryption_keys`: seals everything with the first key, and proves it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from care import rotation
from care.cipher import CannotUnseal, current_key


class Command(BaseCommand):
    help = "Seals the care record anew with the first of FIELD_ENCRYPTION_KEYS. Run it as owner."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        columns = rotation.columns()
        try:
            for column in columns:
                changed = rotation.rotate_until_done(column)
                self.stdout.write(f"{column.name}: {changed} sealed anew")
            opened = sum(rotation.prove(column) for column in columns)
        except (rotation.NotProven, CannotUnseal) as problem:
            raise CommandError(str(problem)) from None
        except ProgrammingError as refused:
            if not isinstance(refused.__cause__, InsufficientPrivilege):
                raise
            raise CommandError("Run this as the owner of the tables.") from None
        self.stdout.write(
            f"Proven: all {opened} values open with the key {current_key()!r} alone. "
            "Older keys may go from FIELD_ENCRYPTION_KEYS, once no backup needs them."
        )
