"""Statements that are asked all day long, planned by PostgreSQL once and for all.

To plan them costs several times what they do for a day or a therapist. Django writes values into
its statements, so each is a new one; here they are sent beside it, and after a few times on a
connection PostgreSQL keeps the plan. A setting can tell it not to (docs/scaling.md).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor


def rows_of(
    statement: str,
    parameters: Mapping[str, Any] | Sequence[Any],
    *,
    using: str = DEFAULT_DB_ALIAS,
) -> list[tuple[Any, ...]]:
    """All rows of the answer; what PostgreSQL cannot know the type of needs a cast.

    Where staff change something (care.middleware), pghistory puts a statement of its own before all
    that do not begin with SELECT, and two cannot be planned as one: what begins otherwise is for
    pages that only read, and for patients.
    """
    with connections[using].cursor() as cursor:
        # All that Django puts around a cursor stays.
        cursor.cursor = Cursor(cursor.connection)
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
