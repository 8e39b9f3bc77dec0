"""What is asked the day after, and which answers the therapist should see soon."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SEVERE = 7
# As for a change that matters, see care.progress.change.
WORSE_BY = 2


class Soreness(StrEnum):
    NONE = "none"
    LITTLE = "little"
    MUCH = "much"


SAID = {
    Soreness.NONE: pgettext_lazy("soreness", "None"),
    Soreness.LITTLE: pgettext_lazy("soreness", "A little"),
    Soreness.MUCH: pgettext_lazy("soreness", "Much"),
}


@dataclass(frozen=True)
class Answers:
    """One answer to a check-in, as CheckIn.answers holds it."""

    soreness: Soreness
    bruising: bool
    pain: int
    words: str = ""
    call: bool = False

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Answers":
        return cls(**{**stored, "soreness": Soreness(stored["soreness"])})

    def to_store(self) -> dict[str, Any]:
        return {
            "soreness": self.soreness.value,
            "bruising": self.bruising,
            "pain": self.pain,
            "words": self.words,
            "call": self.call,
        }

    @property
    def soreness_said(self) -> str:
        return str(SAID[self.soreness])

    def reasons(self, end_of_session: int | None) -> list[str]:
        """Why the therapist should look, in words; `end_of_session` is the pain noted then."""
        gone_up = _("Pain up from {end} to {pain} since the session")
        found = (
            (_("Asks to be called"), self.call),
            (_("Much soreness"), self.soreness == Soreness.MUCH),
            (_("Bruising, with pain"), self.bruising and self.pain > 0),
            (_("Pain {pain} of 10").format(pain=self.pain), self.pain >= SEVERE),
            (
                gone_up.format(end=end_of_session, pain=self.pain),
                end_of_session is not None and self.pain >= end_of_session + WORSE_BY,
            ),
        )
        return [str(reason) for reason, holds in found if holds]
