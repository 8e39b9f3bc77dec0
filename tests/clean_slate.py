"""After a test that commits, every table holds what the migrations put there, and nothing else.

Django truncates every table and writes the migrations' rows back one by one, which took as long as
the tests themselves. Here one function in the database does it, from copies it keeps.
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.sql import SQL, Composed, Identifier

OURS = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'django_migrations' ORDER BY 1
"""

# No triggers and no foreign keys meanwhile: the copies agree with each other.
RESTORE = SQL("""
    DROP SCHEMA IF EXISTS clean_slate CASCADE;
    CREATE SCHEMA clean_slate;
    CREATE FUNCTION clean_slate.restore() RETURNS void LANGUAGE plpgsql AS $restore$
    BEGIN
        SET LOCAL session_replication_role = replica;
        {steps}
    END $restore$;
""")
EMPTY = SQL("DELETE FROM public.{table};")
ANY_ROW = SQL("SELECT EXISTS (SELECT FROM public.{table})")
KEEP = SQL("CREATE TABLE clean_slate.{table} AS SELECT * FROM public.{table};")
BRING_BACK = SQL("""
    INSERT INTO public.{table} OVERRIDING SYSTEM VALUE SELECT * FROM clean_slate.{table};
""")


def remember() -> None:
    """Keep what the tables hold now, for `restore`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(OURS)
        tables = [name for (name,) in cursor.fetchall()]
        filled = [table for table in tables if _any_row(cursor, table)]
        cursor.execute(RESTORE.format(steps=_each(EMPTY, tables) + _each(BRING_BACK, filled)))
        cursor.execute(_each(KEEP, filled))


def restore() -> None:
    """Take away what a test left behind and bring back what it deleted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT clean_slate.restore()")


def _any_row(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(ANY_ROW.format(table=Identifier(table)))
    return bool(cursor.fetchone()[0])


def _each(step: SQL, tables: list[str]) -> Composed:
    return SQL("").join(step.format(table=Identifier(table)) for table in tables)
