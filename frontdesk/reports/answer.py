"""What a report says: a sentence, its definitions, and tables of figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from frontdesk.reports.scope import Scope
from frontdesk.reports.tables import Table


@dataclass(frozen=True)
class Answer:
    """`summary` is None when the period holds nothing to count."""

    summary: str | None
    tables: Sequence[Table]

    def table(self, slug: str) -> Table:
        return next(table for table in self.tables if table.slug == slug)


class Report(NamedTuple):
    """A question of managers; `tables` are the slugs of the tables in its answer."""

    slug: str
    title: Promise
    definitions: Sequence[Promise]
    tables: Sequence[str]
    answer: Callable[[Scope], Answer]
