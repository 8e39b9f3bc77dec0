"""How much a run does."""

from enum import StrEnum


class Extent(StrEnum):
    """Under two minutes; under ten; and what takes as long as it takes."""

    QUICK = "quick"
    ORDINARY = "ordinary"
    LONG = "long"

    def of[T](self, quick: T, ordinary: T, long: T | None = None) -> T:
        """The one for this run; a long run does no less than an ordinary one."""
        if self is Extent.QUICK:
            return quick
        return ordinary if self is Extent.ORDINARY or long is None else long
