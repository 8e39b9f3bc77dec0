"""A real web server on the test database, and a real browser."""

import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
from django.core.cache import cache
from django.db import connection

from clinic.children import Child, StartFailed
from clinic.embedded import free_port
from tests.chromium import find_chromium

CHECKOUT = Path(__file__).resolve().parent.parent
# Where tests put the clinic's own site, which may show ours in a frame.
OWN_SITE_PORT = free_port()
# Two of Chromium's own pages, drawn for the address bar of every window though nobody sees one,
# took two thirds of what a window costs. The last such list counts; the others are Playwright's.
NOT_OURS = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
BROWSER_FLAGS = (
    f"--disable-features={','.join(NOT_OURS)}",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _server(state: Path, port: int) -> Child:
    """Two processes with threads: requests meet each other for real."""
    database = connection.settings_dict
    options = f"host={database['HOST']}&port={database['PORT']}"
    user = f"{database['USER']}:{database['PASSWORD']}"
    program = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
    ]
    program += [
        "--workers",
        "2",
        "--blocking-threads",
        "8",
        "--no-access-log",
        "--no-ws",
    ]
    return Child(
        "live-site",
        [*program, "clinic.wsgi:application"],
        state=state,
        folder=CHECKOUT,
        environment={
            **os.environ,
            "DATABASE_URL": f"postgresql://{user}@/{database['NAME']}?{options}",
            "DATABASE_POOL_SIZE": "8",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "EMBED_ORIGINS": f"http://localhost:{OWN_SITE_PORT}",
        },
    )


@pytest.fixture(scope="session")
def _live_server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except HTTPError as refusal:
            refusal.close()
            raise StartFailed(
                f"The live site answers {refusal}:\n{server.last_lines(40)}"
            ) from None
        except (URLError, TimeoutError):
            return False

    server = _server(tmp_path_factory.mktemp("live-site"), port)
    server.start()
    try:
        server.wait_until(answers, seconds=60)
        yield address
    finally:
        server.stop(seconds=15)


@pytest.fixture
def live_site(_live_server: str, transactional_db: None) -> str:
    """The address of the site in processes of its own; it sees what the test has written."""
    cache.clear()
    return _live_server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> Iterator[dict[str, object]]:
    """pytest-playwright's browser is the Chromium of this machine."""
    flags = [*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    # Playwright keeps an event loop in this thread for as long as it runs; Django would think
    # that it is called from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "on"
    yield {"executable_path": find_chromium(), "args": flags}
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
