"""Starts what a clinic runs, watches it, and stops it: web, worker, beat, servers, sinks."""

import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from signal import SIGKILL, SIGTERM
from urllib.error import HTTPError, URLError

from clinic.children import Child, StartFailed, stop_leftovers
from clinic.demo.keys import keys_of
from clinic.demo.mail_sink import MailSink
from clinic.demo.sms_sink import SmsSink
from clinic.embedded import Embedded

CHECKOUT = Path(__file__).resolve().parent.parent.parent
RESTARTS = 3
STOP_SECONDS = 10
SIGN_INS = """\
Ready: {site}/
  Patients    pat@demo.test, with a code: {site}/accounts/sign-in/
  Staff       desk@demo.test, manager@demo.test, therapist@demo.test, password demo-only:
              {site}/accounts/login/
  Messages    every e-mail and SMS, with the codes: {site}/dev/inbox/
  Data, logs  {state}
Ctrl-C stops everything; the next start keeps the data.\
"""


class Demo:
    """One demo on one claimed state folder and one port."""

    def __init__(
        self,
        state: Path,
        port: int,
        *,
        environment: Mapping[str, str],
        say: Callable[[str], None],
    ) -> None:
        self.state = state
        self.port = port
        self.site = f"http://127.0.0.1:{port}"
        self.outside = dict(environment)
        self.say = say
        self.children: list[Child] = []
        self.restarts: dict[str, int] = {}
        self.open = ExitStack()

    def start(self) -> None:
        """Returns when pages answer; raises StartFailed. `stop` is due in either case."""
        stop_leftovers(self.state, workplaces=(), seconds=STOP_SECONDS)
        self._check_port()
        environment = {**self.outside, **self._settings(), **self._servers(), **self._sinks()}
        self._prepare(environment)
        web, *others = self._programs(environment)
        self._begin(web)
        web.wait_until(self._page_answers, seconds=120)
        for child in others:
            self._begin(child)
        self.say(SIGN_INS.format(site=self.site, state=self.state))

    def _begin(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def watch(self, until: Callable[[], bool]) -> None:
        """Restarts what ends by itself, a few times; raises StartFailed when that does not help."""
        while not until():
            for child in [*self.children]:
                if not child.alive:
                    self._restart(child)
            time.sleep(0.3)

    def stop(self) -> None:
        """Stops everything, first what makes work, last what keeps it."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop(seconds=STOP_SECONDS)
        self.open.close()

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as refusal:
                raise StartFailed(
                    f"Port {self.port} is not free ({refusal.strerror}): stop what uses it, or "
                    "choose another one with make demo PORT=…"
                ) from None

    def _settings(self) -> dict[str, str]:
        return {
            **keys_of(self.state),
            "DEBUG": "on",
            "SITE_URL": self.site,
            "ALLOWED_HOSTS": self.outside.get("ALLOWED_HOSTS") or "127.0.0.1,localhost,[::1]",
            "FROM_EMAIL": "bookings@demo.test",
            "MEDIA_ROOT": str(self.state / "media"),
            "DEV_INBOX": str(self.state / "inbox"),
            "PYTHONUNBUFFERED": "1",
        }

    def _servers(self) -> dict[str, str]:
        """Embedded servers, as far as the environment names none."""
        given = {
            name: self.outside[name]
            for name in ("DATABASE_URL", "REDIS_URL")
            if self.outside.get(name)
        }
        if len(given) == 2:
            return given
        embedded = Embedded(self.state, durable=True, say=self.say)
        embedded.start()
        self.open.callback(embedded.stop)
        self.embedded = embedded
        return {"DATABASE_URL": embedded.postgres.url, "REDIS_URL": embedded.valkey.url, **given}

    def _sinks(self) -> dict[str, str]:
        inbox = self.state / "inbox"
        mail, sms = MailSink(inbox), SmsSink(inbox)
        for sink in (mail, sms):
            sink.start()
            self.open.callback(sink.stop)
        return {"EMAIL_URL": mail.url, "SMS_URL": sms.url}

    def _prepare(self, environment: Mapping[str, str]) -> None:
        child = self._python("prepare", "clinic.demo.prepare", environment=environment)
        child.start()
        self.open.callback(child.stop, seconds=0)
        if not child.ends_well(within=600):
            raise StartFailed(f"The database could not be prepared:\n{child.last_lines(40)}")

    def _programs(self, environment: Mapping[str, str]) -> list[Child]:
        schedule = self.state / "beat" / "schedule"
        schedule.parent.mkdir(exist_ok=True)
        celery = ("celery", "--app", "clinic")
        return [
            self._python(
                "web",
                *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"),
                *("--port", str(self.port), "--workers", "2", "--blocking-threads", "4"),
                *("--workers-kill-timeout", "5", "clinic.wsgi:application"),
                environment=environment,
            ),
            self._python(
                "worker",
                *(*celery, "worker", "--pool", "threads", "--concurrency", "4"),
                *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
                environment=environment,
                ends_at_once=True,
            ),
            self._python(
                "beat",
                *(*celery, "beat", "--schedule", str(schedule), "--loglevel", "INFO"),
                environment=environment,
                ends_at_once=True,
            ),
        ]

    def _python(
        self,
        name: str,
        *module: str,
        environment: Mapping[str, str],
        ends_at_once: bool = False,
    ) -> Child:
        """A Python program. When we are killed, granian must still stop its own workers."""
        return Child(
            name,
            [sys.executable, "-m", *module],
            state=self.state,
            environment=environment,
            folder=CHECKOUT,
            death_signal=SIGKILL if ends_at_once else SIGTERM,
        )

    def _page_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.site}/", timeout=10) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except HTTPError as refusal:
            raise StartFailed(
                f"The home page answers {refusal}:\n{self.children[0].last_lines(40)}"
            ) from None
        except (URLError, TimeoutError, ConnectionError):
            return False

    def _restart(self, child: Child) -> None:
        count = self.restarts.get(child.name, 0) + 1
        self.restarts[child.name] = count
        if count > RESTARTS:
            raise StartFailed(f"{child.name} ended {count} times:\n{child.last_lines()}")
        self.say(f"{child.name} ended by itself, starting it again ({count} of {RESTARTS}).")
        child.start()
