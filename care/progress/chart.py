"""Where things stand in a drawing of scores. Plain whole numbers; the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from care.progress.change import Measure

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 14, 34
MOST_LABELS = 6


@dataclass(frozen=True)
class Point:
    """One column of the chart. `opening` lies on the line; `form` says that it was written."""

    label: str
    opening: int | None = None
    is_form: bool = False
    end: int | None = None
    day_after: int | None = None


@dataclass(frozen=True)
class Mark:
    shape: str
    x: int
    y: int
    value: int


@dataclass(frozen=True)
class Column:
    """`stem` joins the start and the end of a session: x and both heights."""

    x: int
    label: str
    marks: tuple[Mark, ...]
    stem: tuple[int, int, int] | None


@dataclass(frozen=True)
class Drawing:
    columns: list[Column]
    ticks: list[tuple[int, int]]
    line: str
    first: int | None
    first_y: int | None
    goal: int | None
    goal_y: int | None
    shapes: set[str]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM
    label_y: int = HEIGHT - 12

    @property
    def room(self) -> int:
        return self.right - self.left

    @property
    def tick_x(self) -> int:
        return self.left - 8

    @property
    def goal_height(self) -> int:
        return self.floor - self.goal_y + 6 if self.goal_y is not None else 0


def draw(measure: Measure, points: Sequence[Point], *, first: int | None, step: int) -> Drawing:
    """`first` is what the others are compared with; `step` lies between two lines of the grid."""
    columns = [_column(measure, point, at, len(points)) for at, point in enumerate(points)]
    goal = None if first is None else measure.goal(first)
    on_line = [mark for column in columns for mark in column.marks if mark.shape in ON_LINE]
    return Drawing(
        columns=columns,
        ticks=[(_y(measure, value), value) for value in range(0, measure.highest + 1, step)],
        line=" ".join(f"{mark.x},{mark.y}" for mark in on_line),
        first=first,
        first_y=None if first is None else _y(measure, first),
        goal=goal,
        goal_y=None if goal is None else _y(measure, goal),
        shapes={mark.shape for column in columns for mark in column.marks},
    )


ON_LINE = ("start", "form")
# Beside each other, so that equal scores of a session do not hide one another.
LANES = {"start": -5, "form": -5, "end": 1, "day_after": 7}


def _column(measure: Measure, point: Point, at: int, of: int) -> Column:
    x = LEFT + (2 * at + 1) * (WIDTH - RIGHT - LEFT) // (2 * of)
    values = {
        "form" if point.is_form else "start": point.opening,
        "end": point.end,
        "day_after": point.day_after,
    }
    marks = tuple(
        Mark(shape, x + LANES[shape], _y(measure, value), value)
        for shape, value in values.items()
        if value is not None
    )
    return Column(x, _label(point, at, of), marks, _stem(measure, point, x))


def _label(point: Point, at: int, of: int) -> str:
    """Every second or third one where there is no room for all, always the last."""
    every = -(-of // MOST_LABELS)
    return point.label if (of - 1 - at) % every == 0 else ""


def _stem(measure: Measure, point: Point, x: int) -> tuple[int, int, int] | None:
    if point.opening is None or point.end is None:
        return None
    return x - 2, _y(measure, point.opening), _y(measure, point.end)


def _y(measure: Measure, value: int) -> int:
    room = HEIGHT - BOTTOM - TOP
    return TOP + room * (measure.highest - value) // measure.highest
