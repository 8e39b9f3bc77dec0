"""Answers of functions that depend on their arguments alone, kept in the memory of a process.

Nothing that is kept can be out of date: whatever an answer depends on is an argument, what the
database has said among them. So nobody finds an answer who has not just been told the same.
"""

from collections.abc import Callable
from functools import lru_cache
from math import inf
from time import monotonic
from typing import Protocol

# Of what names somebody: then it leaves the memory with the next question.
A_WHILE = 600.0


class Kept[**P, R]:
    """A function that remembers its last answers, unless `when` says that one is too large.

    After `seconds` it forgets all of them. `anew` is the function itself.
    """

    def __init__(
        self, anew: Callable[P, R], most: int, when: Callable[..., bool] | None, seconds: float
    ) -> None:
        self.anew = anew
        kept = lru_cache(maxsize=most)(anew)
        self._kept: Callable[P, R] = kept
        self._forget = kept.cache_clear
        self._when = when
        self._seconds = seconds
        self._since = monotonic()

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> R:
        if self._when and not self._when(*arguments, **named):
            return self.anew(*arguments, **named)
        if self._seconds < inf and monotonic() - self._since > self._seconds:
            self.forget()
        return self._kept(*arguments, **named)

    def forget(self) -> None:
        self._forget()
        self._since = monotonic()


class Keeping(Protocol):
    """Decorates a function of hashable arguments."""

    def __call__[**P, R](self, anew: Callable[P, R]) -> Kept[P, R]: ...


def kept(most: int, *, when: Callable[..., bool] | None = None, seconds: float = inf) -> Keeping:
    """`most` answers are kept; see Kept."""

    def keep[**P, R](anew: Callable[P, R]) -> Kept[P, R]:
        return Kept(anew, most, when, seconds)

    return keep
