"""The web server as in production: compressed files, two processes of four threads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from bench.surroundings import Surroundings
from clinic.children import Child

OPTIONS = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws")


def site_settings(surroundings: Surroundings, host: str) -> dict[str, str]:
    """What the site needs to be told when it is served under this name (and port)."""
    return {
        "SITE_URL": f"https://{host}",
        "ALLOWED_HOSTS": host.partition(":")[0],
        "STATIC_ROOT": str(surroundings.state / "staticfiles"),
    }


def collect_files() -> None:
    """Unless somebody has for this run; Django must be set up."""
    from django.conf import settings
    from django.core.management import call_command

    if not Path(settings.STATIC_ROOT).exists():
        call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def web(
    surroundings: Surroundings, port: int, *options: str, **environment: str
) -> Iterator[Child]:
    """Answers on the port from the first line of the `with` block on."""
    module = ("granian", *OPTIONS, "--port", str(port), *options, "clinic.wsgi:application")
    with surroundings.running(f"web-{port}", *module, **environment) as child:
        wait_for(child, port, os.environ["ALLOWED_HOSTS"])
        yield child


def wait_for(child: Child, port: int, host: str, path: str = "/healthz") -> None:
    def answers() -> bool:
        asking = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asking.request("GET", path, headers={"Host": host})
            return asking.getresponse().status == HTTPStatus.OK
        except OSError:
            return False
        finally:
            asking.close()

    child.wait_until(answers, seconds=60)
