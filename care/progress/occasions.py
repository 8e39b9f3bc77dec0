"""Before which sessions the Roland-Morris questionnaire is asked: one rule."""

from care.models import Occasion

EVERY = 4


def occasion_due(number: int, *, planned: int | None = None, answered: int = 0) -> Occasion | None:
    """The occasion of the session with this number, from 1, in the course of care or of all.

    `planned` is how many sessions the course has, if there is one; `answered` how many of these
    questionnaires there are since its start. Without a first answer there is nothing to compare
    with, so the first one is asked again at the second and third session.
    """
    if number == planned and number > 1:
        return Occasion.END
    if number == 1 or (number < EVERY and not answered):
        return Occasion.START
    return Occasion.UNDERWAY if number % EVERY == 0 else None
