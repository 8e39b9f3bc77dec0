"""Who asks for a change."""

from dataclasses import dataclass
from typing import Literal

from accounts.models import User


@dataclass(frozen=True)
class Actor:
    """Who asks. Only staff may go beyond the policy, and must say why."""

    kind: Literal["visitor", "patient", "staff", "system"]
    user: User | None = None

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_patient(self) -> bool:
        return self.kind == "patient"


@dataclass(frozen=True)
class Visitor:
    """Somebody without an account: a key kept in their browser, and a hash of their network."""

    key: str
    network: str = ""
