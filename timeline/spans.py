"""Sets of minutes as sorted spans `[start, end)` that do not overlap: for years at a time.

Where `timeline.minutes` would carry millions of bits, these are walked once from left to right.
"""

from collections.abc import Iterable, Sequence

type Span = tuple[int, int]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same minutes in order; what overlaps or touches becomes one, empty spans vanish."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def common(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """The minutes in both. Spans that touch stay apart: so the right side can also cut."""
    result: list[Span] = []
    here = there = 0
    while here < len(left) and there < len(right):
        start = max(left[here][0], right[there][0])
        end = min(left[here][1], right[there][1])
        if start < end:
            result.append((start, end))
        if left[here][1] < right[there][1]:
            here += 1
        else:
            there += 1
    return result


def without(left: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """The minutes of `left` that are in none of `holes`."""
    if not left or not holes:
        return list(left)
    edges = [left[0][0], *(edge for hole in holes for edge in hole), left[-1][1]]
    gaps = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
    return common(left, gaps)


def total(spans: Iterable[Span]) -> int:
    """How many minutes."""
    return sum(end - start for start, end in spans)
