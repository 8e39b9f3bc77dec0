"""Why an index is there, as one process tells it to another."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why an index is there; `question` is empty when nobody asked for it."""

    table: str
    index: str
    guards: bool
    question: str = ""
    plan: str = ""

    @property
    def is_unused(self) -> bool:
        return not self.guards and not self.question


def as_table(found: Iterable[Reason]) -> str:
    """For docs/performance.md."""
    lines = ["| index | who needs it | in the plan |", "|---|---|---|"]
    for one in found:
        question = one.question or ("the constraint itself" if one.guards else "NOBODY")
        lines.append(f"| `{one.index}` | {question} | {f'`{one.plan}`' if one.plan else ''} |")
    return "\n".join(lines)
