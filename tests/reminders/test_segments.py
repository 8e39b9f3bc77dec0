"""Parts of a text message: 160 letters of the GSM alphabet, or 70 when one is not of it."""

import pytest

from reminders.segments import segments

COUNTS = {
    "nothing": ("", 0, 0, "GSM-7"),
    "one letter": ("a", 1, 1, "GSM-7"),
    "just one part": ("a" * 160, 160, 1, "GSM-7"),
    "one more": ("a" * 161, 161, 2, "GSM-7"),
    "two full parts": ("a" * 306, 306, 2, "GSM-7"),
    "the third": ("a" * 307, 307, 3, "GSM-7"),
    "French as far as it goes": ("à l'été, où", 11, 1, "GSM-7"),
    "letters that count twice": ("€" * 80, 160, 1, "GSM-7"),
    "one of them too many": ("€" * 81, 162, 2, "GSM-7"),
    "an escape is not torn from its letter": ("a" * 152 + "€" * 80, 312, 3, "GSM-7"),
    "a letter beyond": ("ê" * 70, 70, 1, "UCS-2"),
    "one more of them": ("ê" * 71, 71, 2, "UCS-2"),
    "two full parts of them": ("ê" * 134, 134, 2, "UCS-2"),
    "a picture takes two": ("🙂" * 35, 70, 1, "UCS-2"),
    "a picture is not torn": ("🙂" * 67, 134, 3, "UCS-2"),
}


@pytest.mark.parametrize(("text", "units", "parts", "alphabet"), COUNTS.values(), ids=COUNTS.keys())
def test_it_counts(text: str, units: int, parts: int, alphabet: str) -> None:
    counted = segments(text)
    assert (counted.units, counted.parts, counted.alphabet) == (units, parts, alphabet)


def test_it_names_the_letters_that_make_it_dear() -> None:
    assert segments("Ça va être l’été").beyond == ("ê", "’")
