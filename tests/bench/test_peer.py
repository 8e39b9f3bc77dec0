"""The peer of the benchmark, as far as it can be told without installing it."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pytest

from bench.availability import QUESTIONS
from bench.peer import PROJECT, comparison
from bench.peer.asking import question
from bench.peer.environment import REQUIREMENTS
from bench.peer.facts import Block, DaysOff, Facts, Hours, StaffMember
from bench.peer.reading import read
from clinic.seeding.synthetic import Size, make_clinic

OURS = Path(__file__).resolve().parents[2] / "requirements" / "production.txt"
PINNED = re.compile(r"^([a-z][\w.-]*)==(\S+)", re.MULTILINE)
SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (22, 23, 24))
ANNA, BERT = StaffMember(1, "Anna Alder"), StaffMember(2, "Bert Birch")


@pytest.fixture
def clinic() -> Facts:
    return Facts(
        zone="America/Vancouver",
        minutes=60,
        step=30,
        staff=[ANNA, BERT],
        hours=[Hours(one, weekday, time(9), time(14)) for one in (1, 2) for weekday in (0, 1)],
        breaks=[Block(1, MONDAY, time(12), time(13))],
        sessions=[Block(1, MONDAY, time(9, 30), time(10, 30))],
        days_off=[DaysOff(2, TUESDAY, TUESDAY)],
        visitors=["key"],
    )


def paths(facts: Facts, *staff: int, days: int) -> list[str]:
    asked = question(facts, staff, MONDAY, days).requests
    return [one.source.split(maxsplit=2)[1].decode() for one in asked]


def test_it_is_locked_with_hashes_and_names_no_registry() -> None:
    lines = REQUIREMENTS.read_text().splitlines()
    assert all(line.startswith((" ", "#")) or line.endswith("\\") for line in lines)
    assert len(PINNED.findall("\n".join(lines))) <= sum("--hash=sha256:" in line for line in lines)
    assert not re.search("://|index|--find-links|@", REQUIREMENTS.read_text())


def test_it_runs_on_the_versions_that_we_run_on() -> None:
    its, ours = (dict(PINNED.findall(file.read_text())) for file in (REQUIREMENTS, OURS))
    for name in ("django", "granian", "psycopg", "psycopg-binary", "psycopg-pool"):
        assert its[name] == ours[name]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_it_runs_no_code_of_ours() -> None:
    roots = {name.partition(".")[0] for file in PROJECT.glob("*.py") for name in imported(file)}
    assert roots - sys.stdlib_module_names == {"django", "appointment"}


def test_it_is_asked_about_each_therapist_and_day_as_its_page_asks(clinic: Facts) -> None:
    asked = question(clinic, [1], MONDAY, 1).requests[0].source.decode()
    assert "selected_date=2026-11-23&staff_member=1&service_id=1 HTTP/1.1" in asked
    assert "\r\nX-Requested-With: XMLHttpRequest\r\n" in asked
    assert len(paths(clinic, 1, 2, days=1)) == 2


def test_it_is_not_asked_about_days_that_are_never_worked(clinic: Facts) -> None:
    asked = paths(clinic, 1, 2, days=7)
    weeks = [path for path in asked if "/request_staff_info/" in path]
    assert (len(asked), len(weeks)) == (6, 2)


def test_a_slice_says_how_often_it_would_have_to_be_asked(clinic: Facts) -> None:
    everything = question(clinic, [1, 2], MONDAY, 28)
    some = everything.in_slices(6)
    assert some.count * some.factor == len(everything.requests)
    assert everything.in_slices(100).factor == everything.factor == 1


def test_its_free_times_leave_out_sessions_breaks_and_days_off(clinic: Facts) -> None:
    shown = [f"{start:%H:%M}" for start in clinic.free(1, MONDAY)]
    assert shown == ["10:30", "11:00", "13:00"]
    assert clinic.free(2, TUESDAY) == clinic.free(1, SUNDAY) == []


def test_free_starts_follow_each_other_without_overlap(clinic: Facts) -> None:
    first = islice(clinic.free_starts(SUNDAY), 5)
    shown = [(one.staff_member, f"{one.starts_at:%H:%M}") for one in first]
    assert shown == [(1, "10:30"), (1, "13:00"), (2, "09:00"), (2, "10:00"), (2, "11:00")]


def test_it_is_asked_whatever_we_are_asked() -> None:
    assert comparison.SOONER.keys() == QUESTIONS.keys()


@pytest.mark.django_db
def test_it_is_told_what_our_clinic_is_like() -> None:
    made = make_clinic(Size(3, 1, days=2, seed=3), start=MONDAY, say=lambda _text: None)
    facts = read("seed-1", 60, MONDAY)
    told = json.loads(facts.as_json())
    assert len(told["staff"]) == 3
    assert 0 < len(told["sessions"]) <= made.appointments
    booked = facts.sessions[0]
    assert datetime.combine(booked.day, booked.starts) not in facts.free(
        booked.staff_member, booked.day
    )
