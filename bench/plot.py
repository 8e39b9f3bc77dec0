"""What growth costs, drawn: `docs/images/growth-*.svg`, made from a run's measurements.

The drawings follow the reader's light or dark scheme, and say when and on what they were measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from xml.sax.saxutils import escape

from bench.measurement import Measurement
from bench.record import machine, today
from bench.surroundings import CHECKOUT

FOLDER = CHECKOUT / "docs" / "images"
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 208, 64, 76
# Colour, dashes, and how many corners the marks have: a line is known by more than its colour.
STYLES = (
    ("teal", "", 0),
    ("rope", "", 4),
    ("wine", "7 4", 3),
    ("moss", "", 3),
    ("slate", "2 4", 0),
    ("plum", "10 3 2 3", 4),
)
SPOKEN = {
    "one_therapist": "free times of one, 30 days",
    "any_therapist": "free times of 20, 30 days",
    "booking": "hold, confirm, cancel",
    "board": "the board of a day",
    "roster": "the roster of a day",
    "claim": "claim of 400 reminders",
}
COLOURS = """
  svg { --ink: #14313a; --soft: #476069; --line: #c6d7d4; --page: #ffffff;
    --teal: #0b5c62; --rope: #a8651a; --wine: #a12a1d; --moss: #4d6b1f; --slate: #476069;
    --plum: #6d3f7d; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6f0ee; --soft: #a9c0c0; --line: #34525a; --page: #10242b;
      --teal: #6cc5c4; --rope: #f2bb66; --wine: #f0958a; --moss: #b3cf7c; --slate: #a9c0c0;
      --plum: #d0a6e0; }
  }
  text { font: 13px Figtree, system-ui, sans-serif; fill: var(--ink); }
  .title { font-size: 17px; font-weight: 600; }
  .soft { fill: var(--soft); font-size: 12px; }
"""


@dataclass(frozen=True)
class Scale:
    """Logarithmic: from a value to a place between two edges."""

    least: float
    most: float
    low: float
    high: float

    def __call__(self, value: float) -> float:
        share = log10(value / self.least) / log10(self.most / self.least)
        return round(self.low + share * (self.high - self.low), 1)

    @property
    def decades(self) -> list[float]:
        """1, 10, 100 and so on, as far as they lie on it."""
        first, last = ceil(log10(self.least) - 1e-9), floor(log10(self.most) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


type Lines = dict[str, dict[int, float]]


def draw_all(found: Iterable[Measurement], *, folder: Path = FOLDER) -> list[Path]:
    """Writes a drawing for each kind of growth that was measured, and says which."""
    below = _below_growth(found)
    when = f"{today()}, {machine()}"
    written = []
    if stored := {name: line for name, line in below.items() if name in SPOKEN}:
        drawing = _drawing(
            "Time for an answer as appointments pile up",
            "stored appointments",
            {SPOKEN[name]: line for name, line in stored.items()},
            when,
        )
        written.append(_write(folder / "growth-stored.svg", drawing))
    if "therapists" in below:
        line = below["therapists"]
        in_proportion = {size: min(line.values()) * size / min(line) for size in line}
        drawing = _drawing(
            "Anybody’s free times of 30 days as a location grows",
            "therapists at the location",
            {"measured": line, "in proportion": in_proportion},
            when,
        )
        written.append(_write(folder / "growth-therapists.svg", drawing))
    return written


def _below_growth(found: Iterable[Measurement]) -> Lines:
    """Milliseconds by size, by what was asked: `growth.stored.board.10000`."""
    lines: Lines = {}
    for one in found:
        *path, size = one.name.split(".")
        if path[:1] == ["growth"] and size.isdecimal():
            lines.setdefault(path[-1], {})[int(size)] = one.value
    return lines


def _write(path: Path, drawing: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(drawing, encoding="utf-8")
    return path


def _drawing(title: str, across: str, lines: Lines, small_print: str) -> str:
    x, y = _scales(lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title">',
        f'<title id="title">{escape(f"{title}. {_in_words(lines)}")}</title>',
        f"<style>{COLOURS}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="var(--page)"/>',
        f'<text class="title" x="{LEFT - 40}" y="32">{escape(title)}</text>',
        f'<text class="soft" x="{LEFT - 40}" y="52">milliseconds</text>',
        *_grid(x, y, sizes=sorted({size for line in lines.values() for size in line})),
        *_curves(lines, x, y),
        f'<text class="soft" x="{LEFT}" y="{HEIGHT - 32}">{escape(across)}</text>',
        f'<text class="soft" x="{LEFT}" y="{HEIGHT - 14}">{escape(small_print)}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _scales(lines: Lines) -> tuple[Scale, Scale]:
    sizes = [size for line in lines.values() for size in line]
    values = [value for line in lines.values() for value in line.values()]
    low, high = 10.0 ** floor(log10(min(values))), 10.0 ** ceil(log10(max(values)))
    return (
        Scale(min(sizes), max(sizes), LEFT + 12, WIDTH - RIGHT),
        Scale(low, max(high, low * 10), HEIGHT - BOTTOM, TOP),
    )


def _grid(x: Scale, y: Scale, sizes: Sequence[int]) -> Iterable[str]:
    for value in y.decades:
        place = y(value)
        yield (
            f'<path d="M{LEFT} {place}H{WIDTH - RIGHT}" stroke="var(--line)" fill="none"/>'
            f'<text class="soft" x="{LEFT - 8}" y="{place + 4}" text-anchor="end">{value:g}</text>'
        )
    for size in sizes:
        yield (
            f'<text class="soft" x="{x(size)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
            f"{size:,}</text>"
        )


def _curves(lines: Lines, x: Scale, y: Scale) -> Iterable[str]:
    labels = _apart({name: y(line[max(line)]) for name, line in lines.items()})
    for (name, line), (colour, dashes, corners) in zip(lines.items(), STYLES, strict=False):
        points = [(x(size), y(value)) for size, value in sorted(line.items())]
        path = "L".join(f"{across} {down}" for across, down in points)
        yield (
            f'<path d="M{path}" fill="none" stroke="var(--{colour})" stroke-width="2.5" '
            f'stroke-linejoin="round" stroke-dasharray="{dashes or "none"}"/>'
        )
        yield from (_mark(across, down, corners, colour) for across, down in points)
        across, down = points[-1]
        yield (
            f'<path d="M{across + 6} {down}L{across + 16} {labels[name]}" fill="none" '
            f'stroke="var(--{colour})"/>'
            f'<text x="{across + 20}" y="{labels[name] + 4}">{escape(name)}</text>'
        )


def _mark(across: float, down: float, corners: int, colour: str) -> str:
    if corners == 0:
        return f'<circle cx="{across}" cy="{down}" r="4" fill="var(--{colour})"/>'
    shape = "l-4.500 8h9Z" if corners == 3 else "l-5 5 5 5 5-5Z"
    return f'<path d="M{across} {down - 5}{shape}" fill="var(--{colour})"/>'


def _apart(places: Mapping[str, float], least: float = 18) -> dict[str, float]:
    """The places of labels, moved down where they would cover one another."""
    found: dict[str, float] = {}
    free = 0.0
    for name, place in sorted(places.items(), key=lambda one: one[1]):
        found[name] = max(place, free)
        free = found[name] + least
    return found


def _in_words(lines: Lines) -> str:
    """For those who do not see it."""
    said = (
        f"{name}: {line[min(line)]:.1f} ms at {min(line):,}, {line[max(line)]:.1f} ms at "
        f"{max(line):,}"
        for name, line in lines.items()
    )
    return "; ".join(said) + "."
