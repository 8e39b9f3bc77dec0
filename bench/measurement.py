"""What a benchmark found: a line of a table for people, a line of JSON for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measurement:
    """One figure, and that of its peer: what the same work costs without us, or a limit."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    note: str = ""
    # What the ratio must be.
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.peer, 3) if self.peer else None

    @property
    def verdict(self) -> str:
        """Whether the ratio is what it must be, in words; nothing when it may be anything."""
        if self.at_most is not None:
            met = self.ratio is not None and self.ratio <= self.at_most
            return f"{'at most' if met else 'MISSED: at most'} {self.at_most:g}"
        if self.at_least is not None:
            met = self.ratio is not None and self.ratio >= self.at_least
            return f"{'at least' if met else 'MISSED: at least'} {self.at_least:g}"
        return ""


def table(measurements: Iterable[Measurement]) -> str:
    """All of them, aligned, each with its note."""
    rows = [("", "value", "peer", "ratio", "")]
    rows += [
        (
            *(one.name, f"{short(one.value)} {one.unit}", short(one.peer), short(one.ratio)),
            "; ".join(filter(None, (one.verdict, one.note))),
        )
        for one in measurements
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {peer:>{widths[2]}}  {ratio:>{widths[3]}}  "
        f"{note}".rstrip()
        for name, value, peer, ratio, note in rows
    )


def json_lines(measurements: Iterable[Measurement]) -> str:
    """One object a line, with the fields that docs/contracts promise."""
    return "\n".join(json.dumps(_object(one)) for one in measurements)


def _object(one: Measurement) -> dict[str, object]:
    fields = asdict(one)
    return {
        **{name: fields[name] for name in ("name", "value", "unit", "peer")},
        "ratio": one.ratio,
    }


def short(number: float | None) -> str:
    """As many digits as tell something; a dash for none."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.2f}"
