"""Several small questions in one statement, each written as a queryset and put together once.

To put a queryset together costs Django more than PostgreSQL needs for the answer, and each that is
asked by itself is a journey of its own. What differs from time to time stands in them as `Given`.
"""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

from booking.statements import rows_of

KEY = models.BigIntegerField()
MOMENT = models.DateTimeField()
DAY = models.DateField()

type Row = dict[str, Any]
type Question = Callable[[], models.QuerySet[Any, Any]]


class Given(Expression):
    """A value that is known when it is asked: `filter(patient=Given("patient", KEY))`."""

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"%s::{self.output_field.db_type(connection)}", (self,)


class GivenKeys(Given):
    """Any of several keys: `filter(patient__in=GivenKeys("patients"))`."""

    def __init__(self, name: str) -> None:
        super().__init__(name, ArrayField(KEY))

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        array, parameters = super().as_sql(compiler, connection)
        return f"(SELECT unnest({array}))", parameters


class Together:
    """Questions by name; each a function that makes a queryset of `values`."""

    def __init__(self, **questions: Question) -> None:
        self.questions = questions

    def ask(self, **given: Any) -> dict[str, list[Row]]:
        """The rows of each, as JSON has them: moments, days and sealed values are texts."""
        sql, parameters = self._statement
        values = [given[one.name] if isinstance(one, Given) else one for one in parameters]
        (answers,) = rows_of(sql, values)
        return {
            name: json.loads(answer) if answer else []
            for name, answer in zip(self.questions, answers, strict=True)
        }

    @property
    def sql(self) -> str:
        """The statement, with `%s` for each value."""
        return self._statement[0]

    @cached_property
    def _statement(self) -> tuple[str, list[Any]]:
        parts, parameters = [], []
        for question in self.questions.values():
            sql, its = question().query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
            parts.append(f"SELECT json_agg(asked)::text FROM ({sql}) AS asked")  # noqa: S608
            parameters.extend(its)
        # Up to 4,096 characters psycopg takes a text apart once; our names need no quotes.
        return f"SELECT ({'), ('.join(parts)})".replace('"', ""), parameters


def partly[M: models.Model](model: type[M], columns: Row) -> M:
    """A row of which only these columns were read; another is read when somebody asks for it."""
    names = [one.attname for one in model._meta.concrete_fields if one.attname in columns]
    return model.from_db(DEFAULT_DB_ALIAS, names, [columns[name] for name in names])
