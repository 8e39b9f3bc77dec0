"""The benchmarks run and say what they found in the promised form; how fast is for them to say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.measurement import Measurement, json_lines, table

CHECKOUT = Path(__file__).resolve().parents[2]
FIELDS = ["name", "value", "unit", "peer", "ratio"]
# A handful of messages instead of thousands.
TINY = """
from bench import messages
from bench.__main__ import main
messages.QUICK = messages.Extent(messages=40, rounds=1, first=10, elsewhere=0)
main(["--quick", "messages"])
"""


def bench(*program: str) -> subprocess.CompletedProcess[str]:
    surroundings = {name: it for name, it in os.environ.items() if not name.startswith("DJANGO_")}
    return subprocess.run(
        [sys.executable, *program],
        cwd=CHECKOUT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_says_each_measurement_as_one_line_of_json() -> None:
    found = json.loads(json_lines([Measurement("rate", 3.0, "1/s", 4.0, "a note")]))
    assert list(found) == FIELDS
    assert found == {"name": "rate", "value": 3.0, "unit": "1/s", "peer": 4.0, "ratio": 0.75}


def test_it_has_no_ratio_without_a_peer() -> None:
    assert json.loads(json_lines([Measurement("size", 3.0, "MiB")]))["ratio"] is None


def test_it_shows_a_table_with_every_note() -> None:
    shown = table([Measurement("rate", 1234.5, "1/s", 4.0, "of worms"), Measurement("a", 1, "x")])
    assert "1,234 1/s" in shown
    assert "of worms" in shown


def test_it_sends_each_message_once_and_ends_with_the_json() -> None:
    done = bench("-c", TINY)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [list(one) for one in found] == [FIELDS] * 3
    values = {one["name"]: one["value"] for one in found}
    assert values["messages.sent_once"] == 40
    assert done.stdout.rstrip().endswith("}")


@pytest.mark.parametrize("arguments", [("nothing",), ("--slow",)])
def test_it_refuses_what_it_does_not_know(arguments: tuple[str, ...]) -> None:
    done = bench("-m", "bench", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
