"""Several managers save one text in the same instant: one of them does, the others are told."""

from functools import partial
from typing import Any

import pytest

from reminders.models import Channel, MessageText
from reminders.texts.catalogue import Text
from reminders.texts.saving import ChangedMeanwhile, Saved, save
from tests.concurrency.together import together

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = Text("reminder_first", Channel.EMAIL, "en-ca")


def attempt(words: str, edition: str) -> Any:
    try:
        return save(TEXT, {"opening": words}, edition=edition)
    except ChangedMeanwhile as told:
        return told


def all_save(edition: str, round_: int) -> list[Any]:
    return together([partial(attempt, f"{round_}: {number}", edition) for number in range(5)])


def test_one_of_them_wins_when_nothing_was_there_and_when_something_was() -> None:
    edition = ""
    for round_ in range(6):
        answers = all_save(edition, round_)
        (won,) = [one for one in answers if isinstance(one, Saved)]
        assert len([one for one in answers if isinstance(one, ChangedMeanwhile)]) == 4
        row = MessageText.objects.get()
        assert row.opening == won.row.opening
        edition = row.changed_at.isoformat()
