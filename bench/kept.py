"""The figures of an earlier run, in `bench/kept.json`, and what has become slower since.

Ratios are compared, not times: they say the same on a fast machine and on a slow one.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.measurement import Measurement

KEPT = Path(__file__).with_name("kept.json")
# Less is noise: on a shared machine the same code differs by so much from run to run.
TOLERANCE = 1.25
# Of these units, more is better.
RATES = {"1/s"}


def keep(found: Iterable[Measurement]) -> None:
    """What was not measured this time stays as it was."""
    before = _read()
    ratios = before.get("ratios", {}) | {one.name: one.ratio for one in found if one.ratio}
    written = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "ratios": dict(sorted(ratios.items()))}
    KEPT.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def comparison(found: Iterable[Measurement]) -> str:
    """A line for each that got slower, or one that says that none did."""
    before = _read()
    if not before:
        return "There are no kept figures to compare with."
    slower = [
        line for one in found if (line := _slower(one, before["ratios"].get(one.name))) is not None
    ]
    since = f"Compared with the figures of {before['date']}"
    return "\n".join([f"{since}:", *slower]) if slower else f"{since}, nothing got slower."


def _slower(one: Measurement, before: float | None) -> str | None:
    if not before or not one.ratio:
        return None
    times = before / one.ratio if one.unit in RATES else one.ratio / before
    if times <= TOLERANCE:
        return None
    return f"  {one.name}: {times:.2f} times slower (ratio {one.ratio:g}, it was {before:g})"


def _read() -> dict[str, dict[str, float]]:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
