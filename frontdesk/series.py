"""The dates of a course to choose from: what is proposed for each, and what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from booking.models import Appointment
from booking.plan import Choice, PlannedTherapist
from booking.series.planning import (
    PlannedDate,
    Possible,
    SeriesPlan,
    Wish,
    in_order,
    plan_dates,
)

# Chosen instead of a time: the date is left out; or the session stays as it is.
NOTHING = "none"


@dataclass(frozen=True)
class DateChoice:
    """A start to choose; `value` is what the form sends."""

    value: str
    at: datetime
    therapist: PlannedTherapist
    is_wished: bool
    within_policy: bool


@dataclass
class DateRow:
    """One date of a course. `chosen` is a choice's value, NOTHING, or empty: not yet chosen.

    `session` is what moves, where something does.
    """

    key: int
    planned: PlannedDate
    choices: list[DateChoice]
    chosen: str
    gone: bool = False
    error: str = ""
    session: Appointment | None = None
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = name_of(self.key)

    @property
    def errors(self) -> list[str]:
        return [self.error] if self.error else []

    @property
    def choice(self) -> DateChoice | None:
        return next((one for one in self.choices if one.value == self.chosen), None)


def name_of(key: int) -> str:
    """The name of a row's radio buttons."""
    return f"date-{key}"


def value_of(at: datetime, therapist: str) -> str:
    return f"{at.astimezone(UTC).isoformat()}/{therapist}"


def rows_of(
    plan: SeriesPlan, keys: Sequence[int], sent: Mapping[str, str] | None = None
) -> list[DateRow]:
    """A row for each date, with what was `sent` chosen as far as it can still be had.

    Before anything is sent, the wished times are chosen.
    """
    return [
        _row(plan, key, planned, None if sent is None else sent.get(name_of(key), ""))
        for key, planned in zip(keys, plan.dates, strict=True)
    ]


def _row(plan: SeriesPlan, key: int, planned: PlannedDate, sent: str | None) -> DateRow:
    proposed = [planned.wished] if planned.wished else list(planned.alternatives)
    choices = [_choice(one, planned) for one in proposed]
    if sent is None:
        return DateRow(key, planned, choices, choices[0].value if planned.wished else "")
    if sent in ("", NOTHING) or sent in [one.value for one in choices]:
        return DateRow(key, planned, choices, sent)
    still = _still_possible(plan, sent)
    if still:
        choices.append(_choice(still, planned))
        zone, wish = plan.plan.zone, planned.wish
        choices.sort(key=lambda one: in_order(wish, one.at, one.therapist, zone))
        return DateRow(key, planned, choices, sent)
    return DateRow(key, planned, choices, "", gone=True)


def _choice(possible: Possible, planned: PlannedDate) -> DateChoice:
    slug = possible.therapist.slug
    return DateChoice(
        value=value_of(possible.at, slug),
        at=possible.at,
        therapist=possible.therapist,
        is_wished=possible == planned.wished,
        within_policy=possible.within_policy,
    )


def _still_possible(plan: SeriesPlan, sent: str) -> Possible | None:
    """The start that was chosen, if it can be had although it is not proposed (any more)."""
    text, _slash, therapist = sent.partition("/")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is None or not 2000 <= at.year <= 2200:
        return None
    return plan.possible(at, therapist)


def refuse_unchosen(rows: Sequence[DateRow]) -> bool:
    """Says beside each date for which nothing is chosen what to do; whether there was one."""
    for row in rows:
        if row.gone:
            row.error = _("The time you chose has just been taken. Choose another one.")
        elif not row.chosen:
            row.error = _("Choose a time, or leave this one out.")
    return any(row.error for row in rows)


def move_rows(
    sessions: Sequence[Appointment],
    wishes: Sequence[Wish],
    *,
    now: datetime,
    sent: Mapping[str, str] | None = None,
) -> list[DateRow]:
    """A row for each session that moves, by its key; two queries for each kind of session.

    The sessions are not in each other's way. Raises UnknownChoice.
    """
    ignoring = [session.pk for session in sessions]
    pairs = sorted(zip(sessions, wishes, strict=True), key=lambda pair: repr(_agreed(pair[0])))
    rows: list[DateRow] = []
    for _choice_of, group in groupby(pairs, key=lambda pair: repr(_agreed(pair[0]))):
        some = list(group)
        plan = plan_dates(
            _agreed(some[0][0]),
            [wish for _session, wish in some],
            now=now,
            patient=some[0][0].patient_id,
            ignoring=ignoring,
        )
        for row, (session, _wish) in zip(
            rows_of(plan, [session.pk for session, _wish in some], sent), some, strict=True
        ):
            row.session = session
            rows.append(row)
    return sorted(rows, key=lambda row: ignoring.index(row.key))


def _agreed(session: Appointment) -> Choice:
    """What was agreed, with anybody."""
    return Choice(
        location=session.location.slug,
        treatment=session.treatment.slug,
        duration=session.minutes,
        by_staff=True,
        agreed_turnover=session.turnover_minutes,
    )
