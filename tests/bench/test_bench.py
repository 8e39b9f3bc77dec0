"""The benchmarks run and say what they found in the promised form; how fast is for them to say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import empty_clinic, kept
from bench.measurement import Measurement, json_lines, table

CHECKOUT = Path(__file__).resolve().parents[2]
FIELDS = ["name", "value", "unit", "peer", "ratio"]
# A handful of messages instead of thousands.
TINY = """
from bench import messages, parts
from bench import kept
from bench.extent import Extent
from bench.measurement import json_lines
from bench.surroundings import Beside, fresh
messages.QUICK = messages.Size(messages=40, rounds=1, first=10, elsewhere=0)
with fresh() as servers:
    servers.make_empty_clinic()
    found = list(parts.measured(["messages"], Extent.QUICK, Beside(servers.folder)))
print(json_lines(found))
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


def test_it_says_what_a_ratio_must_be_and_whether_it_is() -> None:
    shown = table(
        [
            Measurement("a", 3, "ms", 2, at_most=1.5),
            Measurement("b", 4, "ms", 2, at_most=1.5),
            Measurement("c", 4, "1/s", 2, at_least=3),
        ]
    )
    assert [line.partition("  at")[2] for line in shown.splitlines()[1:2]] == [" most 1.5"]
    assert "MISSED: at most 1.5" in shown
    assert "MISSED: at least 3" in shown


def test_it_compares_ratios_with_those_it_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT", tmp_path / "kept.json")
    times, rate = Measurement("page", 20, "ms", 10), Measurement("holds", 50, "1/s", 100)
    kept.keep([times, rate])
    assert "nothing got slower" in kept.comparison([Measurement("page", 24, "ms", 10), rate])
    slower = [Measurement("page", 30, "ms", 10), Measurement("holds", 25, "1/s", 100)]
    said = kept.comparison(slower)
    assert "page: 1.50 times slower (ratio 3, it was 2)" in said
    assert "holds: 2.00 times slower (ratio 0.25, it was 0.5)" in said


def test_it_keeps_empty_tables_while_no_line_of_the_program_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_clinic, "CHECKOUT", tmp_path)
    sums = []
    for file, text in (
        ("booking/__init__.py", ""),
        ("booking/models.py", "a = 1"),
        ("booking/models.py", "a = 2"),
        ("requirements/production.txt", "django==6.1"),
        ("notes/read_me.py", "not of the program"),
    ):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
        sums.append(empty_clinic._sum_of_all())
    assert len(set(sums)) == 4
    assert sums[-1] == sums[-2]


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
