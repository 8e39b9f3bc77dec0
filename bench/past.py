"""A long past for a clinic: what it has seen, again and again, ever further back.

Seeding ten million appointments one by one takes hours; copying the few thousand of the last weeks
takes minutes. Each copy lies so many whole weeks earlier, belongs to patients of its own, and has
its events and a reminder that was sent, as if nothing had ever been archived. The coming days stay
as they are: two clinics with pasts of different lengths answer the same questions alike.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import psycopg
from psycopg import sql

from clinic.seeding.blueprint import ZONE
from timeline.wall import MIDNIGHT, instant

# When the coming days begin, whenever that really is. A Wednesday: nobody works on Sundays, and few
# do on the weekdays on which they have a day off.
FIRST = date(2026, 11, 25)
ANCHOR = instant(FIRST, MIDNIGHT, ZONE)
WEEK = timedelta(weeks=1)
ROWS_AT_ONCE = 500_000
# For so many copies the patients stay the same.
STAYING = 4
APPOINTMENTS, EVENTS = "booking_appointment", "booking_appointmentevent"
PATIENTS, MESSAGES = "patients_patient", "reminders_outgoingmessage"
# In the order in which they refer to one another.
TABLES = (PATIENTS, APPOINTMENTS, EVENTS, MESSAGES)

# What differs in a copy; {copy} counts them, {stride} keeps their keys apart.
EARLIER = {
    PATIENTS: {"id": "row.id + copy * {stride}", "account_id": "NULL"},
    APPOINTMENTS: {
        "id": "row.id + copy * {stride}",
        "token": "left(md5(row.token || copy) || md5(copy || row.token), 43)",
        "patient_id": f"row.patient_id + copy / {STAYING} * {{stride}}",
        **{
            name: "row." + name + " - copy * {span}"
            for name in ("starts_at", "ends_at", "blocked_until", "created_at")
        },
    },
    EVENTS: {
        "id": "row.id + copy * 2 * {stride}",
        "appointment_id": "row.appointment_id + copy * {stride}",
        "at": "row.at - copy * {span}",
    },
}
SOURCES = {
    PATIENTS: "SELECT * FROM patients_patient WHERE id <= {stride}",
    APPOINTMENTS: (
        "SELECT * FROM booking_appointment WHERE id <= {stride} AND starts_at < {anchor}"
    ),
    EVENTS: (
        "SELECT event.* FROM booking_appointmentevent AS event JOIN booking_appointment AS of"
        " ON of.id = event.appointment_id WHERE of.id <= {stride} AND of.starts_at < {anchor}"
    ),
}
SENT = """
    INSERT INTO reminders_outgoingmessage (subject, version, kind, channel, due_at, not_after,
        state, attempts, next_try_at, recipient, error, provider_key, created_at, sent_at)
    SELECT 'appointment:' || of.id, 0, 'reminder_first', 'email', of.starts_at - interval '2 days',
        of.starts_at, 'sent', 1, of.starts_at - interval '2 days',
        'patient-' || of.patient_id || '@seed.test', '', '', of.created_at,
        of.starts_at - interval '2 days'
    FROM booking_appointment AS of
    WHERE of.starts_at < {anchor} AND of.id > {least} AND of.id <= {most}
"""

Tell = Callable[[str], object]
Statement = sql.SQL | sql.Composed


class Past:
    """Of the clinic in one database, in which nobody else may be at work."""

    def __init__(self, database: psycopg.Connection, tell: Tell) -> None:
        self.database = database
        self.tell = tell
        # How long each table and each index took.
        self.seconds: dict[str, float] = {}

    def lengthen(self, appointments: int) -> None:
        """So many in all, up to one copy more."""
        stored, seen, first, stride = self._extent()
        weeks = -((first - ANCHOR) // WEEK)
        terms = {
            "stride": sql.Literal(stride),
            "anchor": sql.Literal(ANCHOR),
            "span": sql.SQL("interval {}").format(sql.Literal(f"{weeks} weeks")),
        }
        copies = -((stored - appointments) // seen)
        step = max(ROWS_AT_ONCE // seen, 1)
        with self._without_indexes(), self._without_triggers():
            self._copy(PATIENTS, terms, copies // STAYING, step)
            self._copy(APPOINTMENTS, terms, copies, step)
            self._copy(EVENTS, terms, copies, step)
            self._remind(terms, stride, copies, step)
            for table in TABLES:
                self._carry_on_counting(table)
        for table in TABLES:
            with self._timed(f"VACUUM {table}"):
                self._execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))

    def _extent(self) -> tuple[int, int, datetime, int]:
        """How many there are, how many are past, when the first was, and the highest key."""
        row = self.database.execute(
            "SELECT count(*), count(*) FILTER (WHERE starts_at < %s), min(starts_at),"
            " greatest(max(id), (SELECT max(id) FROM patients_patient)) FROM booking_appointment",
            [ANCHOR],
        ).fetchone()
        assert row is not None
        return row[0], row[1], row[2], row[3]

    def _copy(self, table: str, terms: dict[str, sql.Composable], copies: int, step: int) -> None:
        columns = self._columns(table)
        values = [EARLIER[table].get(name, f'row."{name}"') for name in columns]
        statement = sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM ({source}) AS row"
            " CROSS JOIN generate_series({{least}}::bigint, {{most}}) AS copy ORDER BY copy, row.id"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join([sql.Identifier(name) for name in columns]),
            values=sql.SQL(", ").join([sql.SQL(value).format(**terms) for value in values]),
            source=sql.SQL(SOURCES[table]).format(**terms),
        )
        text = sql.SQL(statement.as_string(self.database))
        with self._timed(table):
            for least in range(1, copies + 1, step):
                most = min(least + step - 1, copies)
                self._execute(text.format(least=sql.Literal(least), most=sql.Literal(most)))

    def _remind(
        self, terms: dict[str, sql.Composable], stride: int, copies: int, step: int
    ) -> None:
        with self._timed(MESSAGES):
            for copy in range(0, copies + 1, step):
                least, most = copy * stride, min(copy + step, copies + 1) * stride
                self._execute(
                    sql.SQL(SENT).format(
                        anchor=terms["anchor"], least=sql.Literal(least), most=sql.Literal(most)
                    )
                )

    @contextmanager
    def _without_indexes(self) -> Iterator[None]:
        """Primary keys stay; all else is made anew at the end, which checks every row."""
        made_anew = [*self._indexes(), *self._constraints()]
        for _, drop, _ in reversed(made_anew):
            self._execute(drop)
        yield
        self._execute(sql.SQL("SET maintenance_work_mem = '1GB'"))
        for name, _, create in made_anew:
            with self._timed(name):
                self._execute(create)

    @contextmanager
    def _without_triggers(self) -> Iterator[None]:
        """What they would write is copied, too."""
        self._alter_all("DISABLE TRIGGER USER")
        yield
        self._alter_all("ENABLE TRIGGER USER")

    def _alter_all(self, change: str) -> None:
        for table in TABLES:
            self._execute(sql.SQL(f"ALTER TABLE {{}} {change}").format(sql.Identifier(table)))

    def _indexes(self) -> Iterator[tuple[str, Statement, Statement]]:
        found = self.database.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname",
            [list(TABLES)],
        )
        for name, definition in found:
            yield name, sql.SQL("DROP INDEX {}").format(sql.Identifier(name)), sql.SQL(definition)

    def _constraints(self) -> Iterator[tuple[str, Statement, Statement]]:
        found = self.database.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s)"
            " AND contype IN ('u', 'x', 'f') ORDER BY contype DESC, conname",
            [list(TABLES)],
        )
        for table, name, definition in found:
            alter = sql.SQL("ALTER TABLE {} ").format(sql.Identifier(table))
            constraint = sql.Identifier(name)
            yield (
                name,
                alter + sql.SQL("DROP CONSTRAINT {}").format(constraint),
                alter + sql.SQL("ADD CONSTRAINT {} ").format(constraint) + sql.SQL(definition),
            )

    def _columns(self, table: str) -> list[str]:
        found = self.database.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        return [name for (name,) in found]

    def _carry_on_counting(self, table: str) -> None:
        self._execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )

    def _execute(self, statement: Statement) -> None:
        self.database.execute(statement)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)
        self.tell(f"{name}: {self.seconds[name]:,.1f} s")
