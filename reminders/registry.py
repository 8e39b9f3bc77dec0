"""What kinds of messages there are. The room that owns a kind registers it at start-up.

`reminders` knows nothing of what a message is about; it asks the kind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reminders.channels import Content
from reminders.models import OutgoingMessage
from reminders.words import Ours, Wording, put


@dataclass(frozen=True)
class Later:
    """It holds, but must not go before `until`; `reason` is for whoever looks at the row."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Reader:
    """Somebody made up who reads a message, in their language, about themselves or their child."""

    language: str
    is_parent: bool = False


@dataclass(frozen=True)
class Kind[Cause]:
    """How to write one kind of message.

    `fetch` reads what a batch of messages is about, by message key, in a fixed number of queries;
    what is missing in its answer no longer exists. `still_holds` answers an empty string, the
    reason why the message must not go any more, or `Later`: then it is handed back until that
    moment, the try not counted. `render` writes it, in the clinic's words where the
    wording has some. The latter two read no rows.

    `sample` makes up a cause to show the message with, for a reader: nothing of real patients is
    in it, and nothing is read. It may complete the message, which no database has seen.
    """

    fetch: Callable[[Sequence[OutgoingMessage]], Mapping[int, Cause]]
    still_holds: Callable[[OutgoingMessage, Cause, datetime], Later | str]
    render: Callable[[OutgoingMessage, Cause, datetime, Wording], Content]
    sample: Callable[[OutgoingMessage, Reader, datetime], Cause] | None = None


_kinds: dict[str, Kind[Any]] = {}


def register[Cause](
    name: str,
    *,
    fetch: Callable[[Sequence[OutgoingMessage]], Mapping[int, Cause]],
    still_holds: Callable[[OutgoingMessage, Cause, datetime], Later | str],
    render: Callable[[OutgoingMessage, Cause, datetime, Wording], Content],
    words: Ours | None = None,
    sample: Callable[[OutgoingMessage, Reader, datetime], Cause] | None = None,
) -> None:
    """Makes `name` a kind of message; raises ValueError when another room has taken the name.

    `words` are ours, which a clinic may replace; without any, the kind has none to be edited.
    """
    if name in _kinds:
        raise ValueError(f"The kind of message {name!r} is registered already.")
    if words:
        put(name, words)
    _kinds[name] = Kind(fetch, still_holds, render, sample)


def find(name: str) -> Kind[Any] | None:
    """The kind of that name, or None when no room knows it (any more)."""
    return _kinds.get(name)


def names() -> list[str]:
    """Every kind that some room writes, in the order of registration."""
    return [str(name) for name in _kinds]
