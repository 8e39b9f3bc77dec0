"""The limit of what can be booked: the bare row, past the same constraints, with psycopg alone."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import Self

import psycopg

INSERT = """
INSERT INTO booking_appointment (token, location_id, room_id, therapist_id, treatment_id, status,
  starts_at, ends_at, blocked_until, expires_at, price, source, desk_note, cancelled_late, sequence,
  visitor, network, created_at)
SELECT %s, r.location_id, r.id, t.id, k.id, 'held', %s, %s, %s, %s, 90, 'seed', '', FALSE, 0,
  '', '', %s
FROM (SELECT id, location_id FROM locations_room ORDER BY id LIMIT 1 OFFSET %s) r,
  (SELECT id FROM therapists_therapist ORDER BY id LIMIT 1 OFFSET %s) t,
  (SELECT id FROM treatments_treatmenttype ORDER BY id LIMIT 1) k
"""
SESSION, TURNOVER, APART = timedelta(minutes=60), timedelta(minutes=15), timedelta(minutes=75)
MINUTE = timedelta(minutes=1)


class BareInsert:
    """Writes a hold and waits for the disk; a therapist and a room of its own, years from now.

    It runs out a minute later. Use in a `with` block.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.starts_at = datetime.now(UTC).replace(minute=0, second=0) + timedelta(days=1500)

    def __enter__(self) -> Self:
        self.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def __call__(self) -> None:
        self.starts_at += APART
        start, end, now = self.starts_at, self.starts_at + SESSION, datetime.now(UTC)
        times = (start, end, end + TURNOVER, now + MINUTE, now)
        self.connection.execute(
            INSERT, (secrets.token_urlsafe(32), *times, self.number, self.number)
        )
