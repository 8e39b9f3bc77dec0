"""Finding patients by whatever one knows of them: one query, or up to three when few are close.

What a patient is found by stands folded in `Patient.search_text`, with a trigram index. It is
looked for from close to loose, and a looser way only while the closer ones have found too few.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from patients.models import Patient
from patients.search_terms import Closeness, Name, Term, terms

# So many of each closeness are put in order. Whoever finds more has typed too little.
MOST_CANDIDATES = 1000
ALL_LEVELS = tuple(Closeness)
CLOSE = ALL_LEVELS[: ALL_LEVELS.index(Closeness.MISTYPED)]
LOOSE = tuple((closeness,) for closeness in ALL_LEVELS[len(CLOSE) :])

# The CTE is planned as if all of it were wanted, and read until there are enough: were the cap
# inside, the planner would bet on meeting enough rows by reading the table from its start.
LEVEL = """
{name} AS MATERIALIZED (
    SELECT id, search_text, family_name, given_name FROM patients_patient
    WHERE {found}
    AND id <> ALL(%s){unless}
)"""
# A looser level finds all that a closer one finds.
UNLESS_ENOUGH = """
    AND id NOT IN ({closer})
    AND (SELECT count(*) FROM ({closer} LIMIT {limit}) AS enough) < {limit}"""
CANDIDATES = """
    (SELECT *, {closeness:d} AS closeness FROM {name} LIMIT {most})"""

BEST = """
WITH {levels},
best AS (
    SELECT id, closeness,
        -- To the names only, which stand before the first mark of a sound.
        strict_word_similarity(%s, split_part(search_text, '~', 1)) AS likeness
    FROM ({candidates}) AS candidates
    ORDER BY closeness, likeness DESC, family_name, given_name, id
    LIMIT {limit}
)
SELECT {columns}
FROM best
JOIN patients_patient USING (id)
LEFT JOIN accounts_user ON accounts_user.id = account_id
ORDER BY closeness, likeness DESC, family_name, given_name, patients_patient.id"""
ALL_OF_THEM = (
    "patients_patient.*, accounts_user.email AS account_email, "
    f"closeness >= {Closeness.MISTYPED:d} AS is_alike"
)
THEIR_SUMMARIES = (
    "patients_patient.id, given_name, family_name, preferred_name, date_of_birth, phone, "
    "coalesce(nullif(patients_patient.email, ''), accounts_user.email, ''), "
    f"closeness >= {Closeness.MISTYPED:d}"
)
THEIR_KEYS = "patients_patient.id"


class Summary(NamedTuple):
    """What tells namesakes apart, as it is stored; the rest of the patient is not read."""

    key: int
    given_name: str
    family_name: str
    preferred_name: str
    date_of_birth: date | None
    phone: str
    contact_email: str
    is_alike: bool

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def find(text: str, limit: int = 10) -> list[Patient]:
    """The patients that `text` may mean, the best first, each with its account's address.

    Names in any order, also in part or mistyped; telephone numbers and e-mail addresses, also in
    part, the account's too; dates of birth. Everything that was typed must fit. `is_alike` of each
    says whether it is only written similarly. One query, or up to three where a name finds fewer.
    """
    wanted = terms(text)
    found: list[Patient] = []
    for levels in _looks(wanted):
        besides = [patient.pk for patient in found]
        query = _query(wanted, ALL_OF_THEM, limit - len(found), levels, besides)
        found += map(_with_account, Patient.objects.raw(*query))
        if len(found) == limit:
            break
    return found


def summaries(text: str, limit: int = 10) -> list[Summary]:
    """What to show of those that `find` would find, for a list that follows what is typed."""
    return [Summary(*row) for row in _rows(text, THEIR_SUMMARIES, limit)]


def keys(text: str, limit: int) -> list[int]:
    """The keys of what `find` would find, for those who go on from there."""
    return [key for (key,) in _rows(text, THEIR_KEYS, limit)]


def _rows(text: str, columns: str, limit: int) -> list[tuple[Any, ...]]:
    """The first of the columns is the key."""
    wanted = terms(text)
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for levels in _looks(wanted):
            besides = [row[0] for row in found]
            cursor.execute(*_query(wanted, columns, limit - len(found), levels, besides))
            found += cursor.fetchall()
            if len(found) == limit:
                break
    return found


def _looks(wanted: Sequence[Term]) -> Iterable[Sequence[Closeness]]:
    """How closely to look, one look after the other until there are enough.

    What is wholly or partly like this comes before all that is only similar, and planning to look
    for that takes longer than most looks; to look for all that is alike, longer than any.
    """
    if not wanted:
        return ()
    # A number, an address, a birthday is written like this or not.
    return (CLOSE, *LOOSE) if any(isinstance(term, Name) for term in wanted) else (CLOSE,)


def _with_account(row: Any) -> Patient:
    """With its account as far as it was read; the rest of that is loaded if somebody asks."""
    patient: Patient = row
    if patient.account_id:
        read = (patient.account_id, row.account_email)
        patient.account = User.from_db(row._state.db, ("id", "email"), read)
    return patient


def _query(
    wanted: Sequence[Term],
    columns: str,
    limit: int,
    among: Sequence[Closeness] = ALL_LEVELS,
    besides: Sequence[int] = (),
) -> tuple[str, list[Any]]:
    """`besides`: the keys of all that is closer."""
    levels: list[str] = []
    names: list[str] = []
    parameters: list[Any] = []
    for closeness, found, patterns in _conditions(wanted, among):
        unless = _unless_enough(names, limit) if names else ""
        levels.append(LEVEL.format(name=closeness.name, found=found, unless=unless))
        names.append(closeness.name)
        parameters += [*patterns, list(besides)]
    sql = BEST.format(
        levels=",".join(levels),
        candidates=" UNION ALL".join(_candidates(name) for name in names),
        columns=columns,
        limit=limit,
    )
    return sql, [*parameters, " ".join(term.text for term in wanted if isinstance(term, Name))]


def _unless_enough(names: Iterable[str], limit: int) -> str:
    closer = " UNION ALL ".join(f"SELECT id FROM {name}" for name in names)  # noqa: S608
    return UNLESS_ENOUGH.format(closer=closer, limit=limit)


def _candidates(name: str) -> str:
    return CANDIDATES.format(closeness=Closeness[name], name=name, most=MOST_CANDIDATES)


def _conditions(
    wanted: Sequence[Term], among: Iterable[Closeness]
) -> Iterator[tuple[Closeness, str, list[str]]]:
    """From close to loose. Not again what finds the same: a number, an address, a birthday."""
    closer = None
    for closeness in among:
        condition = _condition(wanted, closeness)
        if condition != closer:
            yield closeness, *condition
        closer = condition


def _condition(wanted: Iterable[Term], closeness: Closeness) -> tuple[str, list[str]]:
    """All terms, each in any of its patterns, as SQL and its parameters."""
    conditions, parameters = [], []
    for term in wanted:
        patterns = term.patterns(closeness)
        either = ["search_text LIKE %s"] * len(patterns)
        if closeness == Closeness.ALIKE and isinstance(term, Name) and term.is_long:
            either.append("search_text %%> %s")
            patterns = [*patterns, term.text]
        conditions.append(f"({' OR '.join(either)})")
        parameters += patterns
    return "\n    AND ".join(conditions), parameters
