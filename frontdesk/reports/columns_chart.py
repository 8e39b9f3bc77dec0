"""Stacked columns over time as shapes for an SVG; all sizes are units of its view box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, BOTTOM, TOP = 66, 30, 34, 10
FLOOR = HEIGHT - BOTTOM
GRIDLINES = 5
# So many names stand side by side below the columns, fewer where they are long.
MOST_NAMES = 6
WIDTH_OF_A_LETTER = 7.7
SHARE_OF_SLOT = 0.72
WIDEST_COLUMN = 48


class Series(NamedTuple):
    """Figures of one kind, one for each column; `style` names the colour and pattern."""

    title: str | Promise
    style: str
    figures: Sequence[int]


class Block(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    style: str
    says: str


class Mark(NamedTuple):
    at: float
    text: str


@dataclass(frozen=True)
class ColumnsChart:
    """`labels` name the columns; the series are stacked in their order, the first at the bottom."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]

    width, height, left, floor = WIDTH, HEIGHT, LEFT, FLOOR

    @property
    def top(self) -> int:
        """What the highest gridline stands for."""
        return self._step * ceil(max(self._highest, 1) / self._step)

    @property
    def gridlines(self) -> list[Mark]:
        return [
            Mark(round(self._y(value), 1), number_format(value, force_grouping=True))
            for value in range(0, self.top + 1, self._step)
        ]

    @property
    def names(self) -> list[Mark]:
        """The names that fit: every one, every second …"""
        longest = max(map(len, self.labels), default=1) * WIDTH_OF_A_LETTER
        fit = min(MOST_NAMES, max(int((WIDTH - LEFT - RIGHT) / longest), 1))
        every = ceil(len(self.labels) / fit)
        return [
            Mark(round(self._middle(number), 1), label)
            for number, label in enumerate(self.labels)
            if number % every == 0
        ]

    @property
    def blocks(self) -> list[Block]:
        return [block for number in range(len(self.labels)) for block in self._column(number)]

    def _column(self, number: int) -> Iterator[Block]:
        width = min(self._slot * SHARE_OF_SLOT, WIDEST_COLUMN)
        below = 0
        for title, style, figures in self.series:
            figure = figures[number]
            if figure:
                top = self._y(below + figure)
                yield Block(
                    x=round(self._middle(number) - width / 2, 1),
                    y=round(top, 1),
                    width=round(width, 1),
                    height=round(self._y(below) - top, 1),
                    style=style,
                    says=_("{when}: {number} {what}").format(
                        when=self.labels[number], number=figure, what=str(title).lower()
                    ),
                )
            below += figure

    @property
    def _highest(self) -> int:
        stacks = zip(*(its.figures for its in self.series), strict=True)
        return max((sum(stack) for stack in stacks), default=0)

    @property
    def _step(self) -> int:
        """1, 2 or 5 times a power of ten, so that a few gridlines do."""
        least = max(self._highest, 1) / GRIDLINES
        power = int(10 ** max(floor(log10(least)), 0))
        return next(step * power for step in (1, 2, 5, 10) if step * power >= least)

    @property
    def _slot(self) -> float:
        return (WIDTH - LEFT - RIGHT) / max(len(self.labels), 1)

    def _middle(self, number: int) -> float:
        return LEFT + (number + 0.5) * self._slot

    def _y(self, value: float) -> float:
        return FLOOR - (FLOOR - TOP) * value / self.top
