"""Waiting for what other processes do."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], bool], *, seconds: float) -> None:
    """Returns as soon as `holds` says so; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"Not so after {seconds:.0f} seconds."
        time.sleep(0.05)
