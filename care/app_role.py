"""What a lesser database role needs to run the site: everything but to undo what was written down.

The owner of the tables could drop a trigger; a role that only uses them cannot. So the site runs as
that role, and migrations as the owner (docs/running.md).
"""

from django.apps import apps
from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Identifier

from care.models import RecordAccess

USES = SQL("""
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
    GRANT EXECUTE ON FUNCTION care_forget_history(bigint) TO {role};
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
""")
ONLY_ADDS = SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role};")
IS_TOO_MIGHTY = """
    SELECT rolsuper OR EXISTS (
        SELECT FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = 'public' AND relkind IN ('r', 'p')
        AND pg_has_role(rolname, relowner, 'MEMBER')
    )
    FROM pg_roles WHERE rolname = %s
"""


class UnfitRole(Exception):
    """Its text is a sentence for the operator."""


def only_added_to() -> list[str]:
    """The tables from which nothing may go: who looked, and the history of the record."""
    copies = {
        model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    }
    return sorted({RecordAccess._meta.db_table, *copies})


@transaction.atomic
def grant(role: str) -> None:
    """Gives `role` what the site needs and takes back what it must not have; may be repeated.

    To be called as the owner of the tables, after each migration. Raises UnfitRole.
    """
    _refuse_unfit(role)
    name = Identifier(role)
    steps: list[Composable] = [USES.format(role=name)]
    steps += [ONLY_ADDS.format(table=Identifier(one), role=name) for one in only_added_to()]
    with connection.cursor() as cursor:
        for step in steps:
            cursor.execute(step)


def _refuse_unfit(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(IS_TOO_MIGHTY, [role])
        found = cursor.fetchone()
    if found is None:
        raise UnfitRole(f"There is no database role {role!r}: create it first.")
    if found[0]:
        raise UnfitRole(f"{role!r} owns tables or is a superuser: nothing can be kept from it.")
