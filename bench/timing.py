"""How long things take: in turns with what they are compared with, and under load."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

Ask = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Seconds, one of each time it was done."""

    seconds: Sequence[float]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def milliseconds(self) -> float:
        return round(self.median * 1000, 3)

    def percentile(self, share: int) -> float:
        """In seconds; 95: nineteen of twenty took less."""
        return quantiles(self.seconds, n=100, method="inclusive")[share - 1]

    @property
    def spread(self) -> str:
        """Between what the middle half lies, in milliseconds."""
        low, _, high = (part * 1000 for part in quantiles(self.seconds, n=4))
        return f"half of {len(self.seconds)} lie in {low:.2f} to {high:.2f} ms"


def in_turns(asks: Mapping[str, Ask], *, rounds: int, warming: int = 5) -> dict[str, Times]:
    """Each is done once a round, so that whatever else the machine does meets all of them."""
    for ask in asks.values():
        for _ in range(warming):
            ask()
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds):
        for name, ask in asks.items():
            began = time.perf_counter()
            ask()
            seconds[name].append(time.perf_counter() - began)
    return {name: Times(found) for name, found in seconds.items()}


@dataclass(frozen=True)
class Load:
    """What came of some clients that asked without a pause."""

    times: Times
    rate: float  # a second, all of them together


def under_load(askers: Sequence[Ask], *, seconds: float) -> Load:
    """Each asker in a thread of its own, again and again for so long."""
    began = time.perf_counter()
    until = began + seconds

    def ask_on(ask: Ask) -> list[float]:
        found = []
        while (start := time.perf_counter()) < until:
            ask()
            found.append(time.perf_counter() - start)
        return found

    with ThreadPoolExecutor(len(askers)) as threads:
        found = [one for some in threads.map(ask_on, askers) for one in some]
    return Load(Times(found), len(found) / (time.perf_counter() - began))
