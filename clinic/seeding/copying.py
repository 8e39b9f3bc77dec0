"""Loading many rows at once with COPY: the constraints check each of them all the same."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql


def check_references_at_once() -> None:
    """For the rest of the transaction, foreign keys are checked by each COPY, not all at its end.

    A million rows would otherwise wait for the commit with five checks each.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """The next `count` primary keys of `model`; nobody else will be given them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copies `rows` of values for `fields` into the table; other columns get their default.

    Values are written as they are: instants with their zone, JSON as text.
    """
    own = {field.name: field for field in model._meta.concrete_fields if not field.generated}
    # The database gives the primary key, unless it is among the fields.
    others = [field for name, field in own.items() if name not in fields and not field.primary_key]
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in others]
    names = [str(field.column) for field in [*(own[name] for name in fields), *others]]
    statement = sql.SQL("COPY {table} ({columns}) FROM STDIN").format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join([sql.Identifier(name) for name in names]),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *defaults))


@contextmanager
def built_at_the_end(index: str) -> Iterator[None]:
    """Without the index meanwhile: built in one go it takes a tenth of what rows one by one cost.

    Only the owner of its table may do so, and others wait for the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index])
        (definition,) = cursor.fetchone()
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)).as_string())
        yield
        cursor.execute(definition)


def update_statistics(*models: type[Model]) -> None:
    """Tells the planner of PostgreSQL about the rows that have just come."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(
                sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)).as_string()
            )
