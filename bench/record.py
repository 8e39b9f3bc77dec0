"""The figures of the last kept runs in docs/performance.md: a row each, with its day.

A run of some parts replaces their rows and leaves the others as they are.
"""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.measurement import Measurement, short
from bench.surroundings import CHECKOUT

PAGE = CHECKOUT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench BENCH=--keep -->\n", "<!-- end of figures -->\n"
HEAD = "| | value | compared with | ratio | | measured |\n|---|--:|--:|--:|---|---|\n"


def write(found: Iterable[Measurement], *, page: Path = PAGE) -> None:
    """Between the marks of the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    rows = {_name(line): line for line in old.splitlines() if line.startswith("| `")}
    rows |= {one.name: _row(one) for one in found}
    table = HEAD + "".join(f"{line}\n" for line in rows.values())
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def machine() -> str:
    """Where this runs."""
    gibibytes = round(psutil.virtual_memory().total / 1024**3)
    return f"{os.cpu_count()} cores ({platform.machine()}), {gibibytes} GiB"


def today() -> str:
    return f"{datetime.now(UTC):%-d %B %Y}"


def _name(line: str) -> str:
    return line.split("`")[1]


def _row(one: Measurement) -> str:
    peer = short(one.peer) if one.peer is not None else ""
    ratio = f"{one.ratio:g}" if one.ratio is not None else ""
    said = "; ".join(filter(None, (one.verdict, one.note))).replace("|", "\\|")
    value = f"{short(one.value)} {one.unit}".strip()
    return f"| `{one.name}` | {value} | {peer} | {ratio} | {said} | {today()}, {machine()} |"
