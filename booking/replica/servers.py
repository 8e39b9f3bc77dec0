"""The two servers, by the names that Django has for them, and what each says of the log."""

from django.db import DEFAULT_DB_ALIAS, connections

from booking.replica.gauge import Primary, Replica

PRIMARY, REPLICA = DEFAULT_DB_ALIAS, "replica"
# The insert position lies behind every commit, also those that did not wait for the disk.
WHERE_PRIMARY_IS = """
SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
  EXTRACT(EPOCH FROM clock_timestamp())::float8"""
# A server that was promoted, or once mended itself after a crash, still names a place.
WHERE_REPLICA_IS = """
SELECT CASE WHEN pg_is_in_recovery()
    THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint END,
  EXTRACT(EPOCH FROM pg_last_xact_replay_timestamp())::float8"""


def replica_is_set() -> bool:
    """Whether this clinic has a replica at all."""
    return REPLICA in connections.settings


def where_primary_is() -> Primary:
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(WHERE_PRIMARY_IS)
        return Primary(*cursor.fetchone())


def where_replica_is() -> Replica:
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(WHERE_REPLICA_IS)
        return Replica(*cursor.fetchone())
