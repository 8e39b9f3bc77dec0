"""Runs `make demo` on a free port until it is ready, fetches two pages, and stops it."""

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

READY = re.compile(r"^Ready: (http://\S+?)/?$")


def main() -> None:
    with tempfile.TemporaryDirectory() as state:
        # PostgreSQL runs as another user when we are root.
        Path(state).chmod(0o755)
        began = time.monotonic()
        demo = subprocess.Popen(
            ["make", "demo", "PORT=0", f"STATE={state}"], stdout=subprocess.PIPE, text=True
        )
        try:
            site = ready_site(demo)
            print(f"Ready after {time.monotonic() - began:.1f} s.")
            look(site)
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(60)
    print("The demo got ready, answered and stopped.")


def ready_site(demo: subprocess.Popen[str]) -> str:
    for line in demo.stdout or ():
        print(line, end="")
        if ready := READY.match(line):
            return ready[1]
    sys.exit("The demo ended before it was ready.")


def look(site: str) -> None:
    with urlopen(f"{site}/", timeout=30) as page:
        assert "<h1" in page.read().decode(), "The home page has no heading."
    with urlopen(f"{site}/readyz", timeout=30) as answer:
        print("readyz:", json.load(answer))


if __name__ == "__main__":
    main()
