"""When a change of a score matters to the patient, not only to arithmetic.

Pain, 0 to 10: 30 % of the first score, or 2 points, whichever is reached first. Farrar JT et al.,
Pain 2001;94:149-158; recommended by IMMPACT: Dworkin RH et al., J Pain 2008;9:105-121.

Roland-Morris, 0 to 24: 30 % of the first score, or 5 points. Ostelo RWJG et al., Spine
2008;33:90-94; Jordan K et al., J Clin Epidemiol 2006;59:45-52.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Direction(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True)
class Measure:
    """A score that is good when it is low; `points` is the change that always matters."""

    name: str
    highest: int
    points: int
    source: str

    def matters(self, first: int, last: int) -> bool:
        """Whether the change is 30 % of the first score or `points`, up or down."""
        change = abs(last - first)
        by_share = first > 0 and 10 * change >= 3 * first
        return change > 0 and (change >= self.points or by_share)

    def goal(self, first: int) -> int | None:
        """The highest score that is better by a change that matters; None: there is none."""
        lower = range(first - 1, -1, -1)
        return next((score for score in lower if self.matters(first, score)), None)


PAIN = Measure(
    "pain",
    10,
    2,
    "Farrar JT et al. Pain 2001;94:149–158; Dworkin RH et al. (IMMPACT) J Pain 2008;9:105–121",
)
ROLAND_MORRIS = Measure(
    "Roland–Morris",
    24,
    5,
    "Ostelo RWJG et al. Spine 2008;33:90–94; Jordan K et al. J Clin Epidemiol 2006;59:45–52",
)


@dataclass(frozen=True)
class Change:
    """From the first score to the last one, in words."""

    first: int
    last: int
    matters: bool

    @property
    def direction(self) -> Direction:
        if self.last == self.first:
            return Direction.SAME
        return Direction.BETTER if self.last < self.first else Direction.WORSE

    @property
    def words(self) -> str:
        """Down from 7 to 4: a change that matters"""
        sentence = WORDS[self.direction, self.matters]
        return str(sentence).format(first=self.first, last=self.last)

    @property
    def short(self) -> str:
        """3 less, matters"""
        return str(SHORT[self.direction, self.matters]).format(by=abs(self.last - self.first))


UNCHANGED, THE_SAME = _("Still at {last}: no change"), _("the same")
WORDS = {
    (Direction.SAME, False): UNCHANGED,
    (Direction.SAME, True): UNCHANGED,
    (Direction.BETTER, True): _("Down from {first} to {last}: a change that matters"),
    (Direction.BETTER, False): _("Down from {first} to {last}: too little to say that it matters"),
    (Direction.WORSE, True): _("Up from {first} to {last}: a change that matters"),
    (Direction.WORSE, False): _("Up from {first} to {last}: too little to say that it matters"),
}
SHORT = {
    (Direction.SAME, False): THE_SAME,
    (Direction.SAME, True): THE_SAME,
    (Direction.BETTER, True): _("{by} less, matters"),
    (Direction.BETTER, False): _("{by} less"),
    (Direction.WORSE, True): _("{by} more, matters"),
    (Direction.WORSE, False): _("{by} more"),
}


def compare(measure: Measure, first: int, last: int) -> Change:
    """What became of a score since the first one."""
    return Change(first, last, measure.matters(first, last))
