"""`python -m clinic.demo`: what `make demo` runs once everything is installed."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from clinic.children import StartFailed
from clinic.demo.supervisor import Demo
from clinic.embedded import free_port
from clinic.environment import NO, YES
from clinic.state import Claim, StateInUse, claimed

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TERMINAL = 0


class Refused(Exception):
    """The demo does not start like this; the text is a sentence for people."""


def main() -> None:
    parent = os.getppid()
    for name in SIGNALS:
        # nohup has us ignore one of them.
        if name != signal.SIGHUP or signal.getsignal(name) != signal.SIG_IGN:
            signal.signal(name, signal.default_int_handler)
    try:
        port = _port(os.environ)
        _refuse_production(os.environ)
        with claimed(Path(os.environ.get("STATE") or ".local")) as claim:
            _run(claim, port, parent)
    except (Refused, StartFailed, StateInUse) as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        say("Stopped; nothing was running yet.")


def _run(claim: Claim, port: int, parent: int) -> None:
    demo = Demo(claim.folder, port, environment=os.environ, say=say)
    try:
        demo.start()
        demo.watch(until=_nobody_left(parent))
    except KeyboardInterrupt:
        pass
    finally:
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        claim.stopping()
        say("Stopping …")
        demo.stop()
        say("Stopped.")


def _nobody_left(parent: int) -> Callable[[], bool]:
    """Whether the `make` that started us (its recipe says so), or our terminal, has gone.

    `make` passes only SIGTERM on, and nothing when it is killed.
    """
    belongs_to_make = bool(os.environ.get("DEMO_STOPS_WITH_MAKE"))
    has_terminal = os.isatty(TERMINAL)

    def gone() -> bool:
        return (belongs_to_make and os.getppid() != parent) or (
            has_terminal and not os.isatty(TERMINAL)
        )

    return gone


def _port(environment: os._Environ[str]) -> int:
    text = environment.get("PORT") or "8000"
    if not text.isdecimal() or int(text) > 65535:
        raise Refused(f"PORT must be a number up to 65535, not {text!r}.")
    return int(text) or free_port()


def _refuse_production(environment: os._Environ[str]) -> None:
    if environment.get("DEBUG", "").strip().lower() in NO:
        raise Refused(
            "The demo has known passwords and an open inbox: it never runs with DEBUG off."
        )
    limits = environment.get("RATE_LIMITS", "").strip().lower()
    if limits and limits not in YES | NO:
        raise Refused(f"RATE_LIMITS must be on or off, not {limits!r}.")


def say(sentence: str) -> None:
    # The terminal may be gone while we still have something to stop.
    with suppress(OSError):
        print(sentence, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
