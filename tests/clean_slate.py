"""After a test that commits, every table holds what the migrations put there, and nothing else.

Django truncates every table and writes the migrations' rows back one by one, which took as long as
the tests themselves. Here one function in the database does it, from copies it keeps; it writes
only where something is different.
"""

from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

OURS = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'django_migrations' ORDER BY 1
"""

RESTORE = SQL("""
    DROP SCHEMA IF EXISTS clean_slate CASCADE;
    CREATE SCHEMA clean_slate;
    CREATE FUNCTION clean_slate.restore() RETURNS void LANGUAGE plpgsql AS $restore$
    BEGIN
        {steps}
    END $restore$;
""")
EMPTY = SQL("""
    IF EXISTS (SELECT FROM public.{table}) THEN
        DELETE FROM public.{table};
    END IF;
""")
ANY_ROW = SQL("SELECT EXISTS (SELECT FROM public.{table})")
KEEP = SQL("CREATE TABLE clean_slate.{table} AS SELECT * FROM public.{table};")
BRING_BACK = SQL("""
    IF (SELECT count(*) FROM public.{table}) <> (SELECT count(*) FROM clean_slate.{table})
        OR EXISTS (SELECT * FROM public.{table} EXCEPT SELECT * FROM clean_slate.{table})
    THEN
        DELETE FROM public.{table};
        INSERT INTO public.{table} OVERRIDING SYSTEM VALUE SELECT * FROM clean_slate.{table};
    END IF;
""")


class CleanSlate:
    """Remembers what the tables hold now; `restore` brings it back.

    On a connection of its own, which stays open: the database plans the function once. `past` are
    parameters that lead past a pooler, if there is one: what is set on a session must stay there.
    """

    def __init__(self, past: dict[str, str]) -> None:
        self.database = connection.get_new_connection(connection.get_connection_params() | past)
        with self.database.transaction():
            tables = [name for (name,) in self.database.execute(OURS)]
            filled = [table for table in tables if self._any_row(table)]
            empty = [table for table in tables if table not in filled]
            steps = _each(EMPTY, empty) + _each(BRING_BACK, filled)
            self.database.execute(RESTORE.format(steps=steps))
            self.database.execute(_each(KEEP, filled))
        # No triggers and no foreign keys here: the copies agree with each other. For good, as the
        # database forgets its plans whenever this changes.
        self.database.execute("SET session_replication_role = replica")
        self.database.commit()

    def restore(self) -> None:
        """Take away what a test left behind and bring back what it deleted."""
        with self.database.transaction():
            self.database.execute("SELECT clean_slate.restore()")

    def close(self) -> None:
        """Before the database itself goes."""
        self.database.close()

    def _any_row(self, table: str) -> bool:
        answer = self.database.execute(ANY_ROW.format(table=Identifier(table))).fetchone()
        return bool(answer and answer[0])


def _each(step: SQL, tables: list[str]) -> Composed:
    return SQL("").join(step.format(table=Identifier(table)) for table in tables)
