"""Saving a text: by one manager at a time, the second is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from reminders.models import MessageText
from reminders.texts.catalogue import Text


class ChangedMeanwhile(Exception):
    """Somebody else has saved the text since it was opened."""


@dataclass(frozen=True)
class Saved:
    """The row, and which of its fields changed; none: it was so already."""

    row: MessageText
    changed: tuple[str, ...]


@transaction.atomic
def save(text: Text, words: Mapping[str, str], *, edition: str) -> Saved:
    """Stores the words; `edition` is the one that the writer saw. Raises ChangedMeanwhile.

    A text without any words stays as a row: its history is kept, and so is the order of editions.
    """
    kind, channel, language = text.keys
    row, is_new = MessageText.objects.select_for_update().get_or_create(
        kind=kind, channel=channel, language=language
    )
    if not is_new and edition != row.changed_at.isoformat():
        raise ChangedMeanwhile
    changed = tuple(name for name in text.names if getattr(row, name) != words.get(name, ""))
    for name in changed:
        setattr(row, name, words.get(name, ""))
    if changed:
        row.save()
    elif is_new:
        # Whoever has the page open has seen the same nothing.
        row.delete()
    return Saved(row, changed)


def take_ours(text: Text, *, edition: str) -> Saved:
    """Back to our words in every field. Raises ChangedMeanwhile."""
    return save(text, {}, edition=edition)
