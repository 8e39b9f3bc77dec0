"""What is asked the day after, and which answers the therapist should see soon."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SEVERE = 7
# As for a change that matters, see care.progress.change.
WORSE_BY = 2


class Soreness(StrEnum):
    NONE = "none"
    LITTLE = "little"
    MUCH = "much"


SAID = {Soreness.NONE: "None", Soreness.LITTLE: "A little", Soreness.MUCH: "Much"}


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
        return SAID[self.soreness]

    def reasons(self, end_of_session: int | None) -> list[str]:
        """Why the therapist should look, in words; `end_of_session` is the pain noted then."""
        found = {
            "Asks to be called": self.call,
            "Much soreness": self.soreness == Soreness.MUCH,
            "Bruising, with pain": self.bruising and self.pain > 0,
            f"Pain {self.pain} of 10": self.pain >= SEVERE,
            f"Pain up from {end_of_session} to {self.pain} since the session": (
                end_of_session is not None and self.pain >= end_of_session + WORSE_BY
            ),
        }
        return [reason for reason, holds in found.items() if holds]
