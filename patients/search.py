"""Finding patients by whatever one knows of them: one query, or two when few are close.

What a patient is found by stands folded in `Patient.search_text`, with a trigram index. It is
looked for from close to loose, and a looser way only while the closer ones have found too few.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from accounts.models import User
from patients.models import Patient
from patients.search_terms import Closeness, Name, Term, terms

# So many of each closeness are put in order. Whoever finds more has typed too little.
MOST_CANDIDATES = 1000
ALL_LEVELS = tuple(Closeness)
CLOSE = ALL_LEVELS[: ALL_LEVELS.index(Closeness.MISTYPED)]

# The CTE is planned as if all of it were wanted, and read until there are enough: were the cap
# inside, the planner would bet on meeting enough rows by reading the table from its start.
LEVEL = """
{name} AS MATERIALIZED (
    SELECT id, search_text FROM patients_patient WHERE {found}{unless}
)"""
UNLESS_ENOUGH = """
    AND (SELECT count(*) FROM (SELECT FROM {name} LIMIT {limit}) AS enough) < {limit}"""
CANDIDATES = """
    (SELECT id, {closeness:d} AS closeness, search_text FROM {name} LIMIT {most})"""

BEST = """
WITH {levels},
best AS (
    SELECT id, min(closeness) AS closeness,
        -- Of the names only, which stand before the first mark of a sound.
        strict_word_similarity(%s, split_part(min(search_text), '~', 1)) AS likeness
    FROM ({candidates}) AS candidates
    GROUP BY id
)
SELECT {columns}
FROM best
JOIN patients_patient USING (id)
LEFT JOIN accounts_user ON accounts_user.id = account_id
ORDER BY closeness, likeness DESC, family_name, given_name, patients_patient.id
LIMIT {limit}"""
ALL_OF_THEM = (
    "patients_patient.*, accounts_user.email AS account_email, "
    f"closeness >= {Closeness.MISTYPED:d} AS is_alike"
)
THEIR_KEYS = "patients_patient.id"


def find(text: str, limit: int = 10) -> list[Patient]:
    """The patients that `text` may mean, the best first, each with its account's address.

    Names in any order, also in part or mistyped; telephone numbers and e-mail addresses, also in
    part, the account's too; dates of birth. Everything that was typed must fit. `is_alike` of each
    says whether it is only written similarly. One query, or two where a name finds fewer.
    """
    wanted = terms(text)
    for levels in _looks(wanted):
        found = list(Patient.objects.raw(*_query(wanted, ALL_OF_THEM, limit, levels)))
        if len(found) == limit or levels == ALL_LEVELS:
            return [_with_account(patient) for patient in found]
    return []


def keys(text: str, limit: int) -> list[int]:
    """The keys of what `find` would find, for those who go on from there."""
    wanted = terms(text)
    with connection.cursor() as cursor:
        for levels in _looks(wanted):
            cursor.execute(*_query(wanted, THEIR_KEYS, limit, levels))
            found = [key for (key,) in cursor.fetchall()]
            if len(found) == limit or levels == ALL_LEVELS:
                return found
    return []


def _looks(wanted: Sequence[Term]) -> Iterable[Sequence[Closeness]]:
    """How closely to look, one look after the other until there are enough.

    What is wholly or partly like this comes before all that is only similar, and planning to look
    for that takes longer than most looks.
    """
    if not wanted:
        return ()
    return (CLOSE, ALL_LEVELS) if any(isinstance(term, Name) for term in wanted) else (ALL_LEVELS,)


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
) -> tuple[str, list[Any]]:
    levels, candidates, parameters = [], [], []
    unless, closer = "", None
    for closeness in among:
        found, patterns = condition = _condition(wanted, closeness)
        if condition == closer:
            # A number, an address, a birthday: looser would find the same again.
            continue
        closer = condition
        levels.append(LEVEL.format(name=closeness.name, found=found, unless=unless))
        candidates.append(
            CANDIDATES.format(closeness=closeness, name=closeness.name, most=MOST_CANDIDATES)
        )
        parameters += patterns
        unless += UNLESS_ENOUGH.format(name=closeness.name, limit=limit)
    names = " ".join(term.text for term in wanted if isinstance(term, Name))
    sql = BEST.format(
        levels=",".join(levels),
        candidates=" UNION ALL".join(candidates),
        columns=columns,
        limit=limit,
    )
    return sql, [*parameters, names]


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
