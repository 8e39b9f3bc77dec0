"""PgBouncer in transaction mode between the tests and PostgreSQL: PGBOUNCER=/usr/sbin/pgbouncer.

It gives the transactions of one connection to its sessions in turns, so that whoever leaves
something in a session, and looks for it later, does not find it.
"""

from pathlib import Path

import psycopg

from clinic.children import Child
from clinic.embedded import DATABASE, Postgres

PORT = 6432
SESSIONS = 4

CONFIGURATION = """\
[databases]
* = host={sockets} port={direct_port} auth_user=postgres

[pgbouncer]
pool_mode = transaction
server_round_robin = 1
min_pool_size = {sessions}
default_pool_size = 20
max_client_conn = 500
listen_addr =
listen_port = {port}
unix_socket_dir = {sockets}
auth_type = trust
auth_file = {names}
admin_users = postgres
"""


class Pooler:
    """In the folder of `postgres`'s own socket; `program` is PgBouncer's."""

    direct_port = "5432"

    def __init__(self, program: str, postgres: Postgres, state: Path) -> None:
        self.postgres, self.state = postgres, state
        self.names = postgres.sockets / "pooler.names"
        self.configuration = postgres.sockets / "pooler.ini"
        self.server = Child(
            "pgbouncer",
            [program, str(self.configuration)],
            state=state,
            account=postgres.account,
        )
        self.url = f"postgresql://postgres@/{DATABASE}?host={postgres.sockets}&port={PORT}"

    def start(self) -> None:
        self._write(self.names, '"postgres" ""\n')
        text = CONFIGURATION.format(
            sockets=self.postgres.sockets,
            names=self.names,
            port=PORT,
            direct_port=self.direct_port,
            sessions=SESSIONS,
        )
        self._write(self.configuration, text)
        self.server.start()
        self.server.wait_until(self._answers, seconds=20)

    def stop(self) -> None:
        self.server.stop(seconds=10)

    def _write(self, file: Path, text: str) -> None:
        file.write_text(text)
        file.chmod(0o644)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def end_sessions(self, database: str) -> None:
        """Those that are still kept would stop the database from being dropped."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [database],
            )
