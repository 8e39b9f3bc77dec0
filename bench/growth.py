"""Growth: the same questions to clinics with pasts of different lengths, and of different sizes.

Clinics with 10,000 and more stored appointments have the same coming days and answer alike; what
differs is how much lies behind them (`bench.past`). In turns, each is asked by a process of its own
(`bench.asker`), statistics up to date and caches warm with what the questions read, as in a clinic
that has been open since the morning. Then locations with more and more therapists are asked for
anybody's free times of a month.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.asker import Asker, seed
from bench.clinics import Clinics, kept, lengthen, of_twenty, vacuum
from bench.extent import Extent
from bench.measurement import Measurement
from bench.surroundings import Surroundings, tell
from bench.timing import Times

QUESTIONS = ("one_therapist", "any_therapist", "booking", "board", "roster", "claim")
STORED = ((10_000, 30_000), (10_000, 200_000))
LONG_STORED = (10_000, 100_000, 1_000_000, 10_000_000)
# Where `python -m bench.clinics` has made the largest, so that it need not be made on the spot.
KEPT_IN = "BENCH_OLD_CLINIC"
AT_MOST = 1.2

THERAPISTS = ((20, 100), (20, 200, 1000))
THERAPIST_DAYS = 30
# What a month of so many therapists may take. PostgreSQL and Python take turns: one core.
MOST = {1000: 500.0}
WARMING = 5
# Fewer would hide what a chain needs: at one of two locations is half of all there is.
CHAIN = {"therapists": 60, "locations": 10, "appointments": 15_000}
CHAIN_STORED = 30_000


def measure(surroundings: Surroundings, extent: Extent) -> Iterator[Measurement]:
    """Growth with what is stored, then with who works there."""
    clinics = Clinics(surroundings)
    stored = extent.of(*STORED, LONG_STORED)
    yield from _with_stored(clinics, stored, rounds=extent.of(20, 60))
    yield from _with_therapists(clinics, extent.of(*THERAPISTS), rounds=extent.of(5, 15))
    yield _unused_indexes(clinics)


def _with_stored(clinics: Clinics, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    with ExitStack() as opening:
        askers = {}
        for size, url in _old_clinics(clinics, sizes, opening):
            askers[size] = opening.enter_context(Asker(url))
        if len({asker.answer("likeness") for asker in askers.values()}) > 1:
            raise RuntimeError("The clinics do not answer alike.")
        tell(f"growth: asking clinics of {', '.join(f'{size:,}' for size in sizes)} …")
        for question in QUESTIONS:
            times = _in_turns(askers, question, rounds)
            yield from _growth(f"growth.stored.{question}", times)


def _old_clinics(
    clinics: Clinics, sizes: Sequence[int], opening: ExitStack
) -> Iterator[tuple[int, str]]:
    """The number of stored appointments, and the URL, of each."""
    of_twenty(clinics.empty("seeded"))
    for size in sizes:
        if size == LONG_STORED[-1] and KEPT_IN in os.environ:
            yield size, opening.enter_context(kept(Path(os.environ[KEPT_IN])))
            continue
        tell(f"growth: making a past of {size:,} appointments …")
        url = clinics.copied("seeded", f"stored_{size}")
        lengthen(url, size)
        yield size, url


def _growth(name: str, times: Mapping[int, Times]) -> Iterator[Measurement]:
    """Each against the smallest."""
    smallest, *larger = times
    first = times[smallest].milliseconds
    yield Measurement(f"{name}.{smallest}", first, "ms", note=times[smallest].spread)
    for size in larger:
        note = f"peer: {smallest:,} stored; {times[size].spread}"
        value = times[size].milliseconds
        yield Measurement(f"{name}.{size}", value, "ms", first, note, at_most=AT_MOST)


def _with_therapists(clinics: Clinics, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    with ExitStack() as opening:
        askers = {}
        for size in sizes:
            tell(f"growth: making a location with {size} therapists …")
            url = clinics.empty(f"therapists_{size}")
            seed(url, therapists=size, locations=1, days=THERAPIST_DAYS)
            vacuum(url)
            askers[size] = opening.enter_context(Asker(url))
        times = _in_turns(askers, "any_therapist", rounds)
    smallest, *larger = sizes
    first = times[smallest].milliseconds
    yield Measurement(f"growth.therapists.{smallest}", first, "ms", note=times[smallest].spread)
    for size in larger:
        yield _with_so_many(size, times[size])
    for size in larger:
        # As many times as there are more therapists.
        value, line = times[size].milliseconds, first * size / smallest
        note = f"peer: {smallest} therapists' time, in proportion"
        yield Measurement(f"growth.in_proportion.{size}", value, "ms", line, note, at_most=1)


def _with_so_many(size: int, times: Times) -> Measurement:
    name, value, note = f"growth.therapists.{size}", times.milliseconds, times.spread
    if size not in MOST:
        return Measurement(name, value, "ms", note=note)
    note = f"{THERAPIST_DAYS} days, one core; peer: the most it may be; {note}"
    return Measurement(name, value, "ms", MOST[size], note, at_most=1)


def _unused_indexes(clinics: Clinics) -> Measurement:
    """Of the hot tables, by the plans of what is asked of a clinic (`bench.indexes`)."""
    url = clinics.empty("chain")
    seed(url, **CHAIN)
    lengthen(url, CHAIN_STORED)
    with Asker(url) as asker:
        unused = [one.index for one in asker.answer("indexes") if one.is_unused]
    note = ", ".join(unused) or "every index of the hot tables has its question"
    return Measurement("growth.unused_indexes", len(unused), "", note=note)


def _in_turns(askers: Mapping[int, Asker], question: str, rounds: int) -> dict[int, Times]:
    """As `bench.timing.in_turns`, but each asker keeps the time; who begins changes."""
    for asker in askers.values():
        for _ in range(WARMING):
            asker.ask(question)
    seconds: dict[int, list[float]] = {size: [] for size in askers}
    for number in range(rounds):
        for size in sorted(askers, reverse=number % 2 == 1):
            seconds[size].append(askers[size].ask(question))
    return {size: Times(found) for size, found in seconds.items()}
