"""A clinic's own text: what is refused, in which words, and what is only warned of."""

import pytest

from reminders.placeholders import about_health, faults, says_stop
from reminders.words import PLACEHOLDERS

REFUSED = {
    "no such placeholder": (
        "opening",
        "See you, {nickname}.",
        "There is no placeholder {nickname}.",
    ),
    "which there are": ("opening", "{nickname}", "There are: {name}, {appointment}, {date}"),
    "the treatment": ("opening", "Your {treatment}", "None says what somebody is treated with"),
    "with spaces": ("opening", "At { time }", "There is no placeholder { time }."),
    "empty": ("opening", "At {}", "There is no placeholder {}."),
    "a brace opened": ("opening", "At {time", "A brace has lost the other one"),
    "a brace closed": ("opening", "At time}", "A brace has lost the other one"),
    "braces in braces": ("opening", "At {{time}}", "A brace has lost the other one"),
    "the link in a subject": ("subject", "See {link}", "{link} cannot stand in a subject"),
    "two lines of subject": ("subject", "See you\nBcc: all@x.test", "without a line break"),
    "a carriage return": ("subject", "See you\rBcc: all@x.test", "without a line break"),
    "a line of Unicode": ("heading", "See\u2028you", "without a line break"),
    "an old control": ("subject", "See\x0byou", "without a line break"),
    "a bell": ("opening", "Ring\x07", "a character that cannot be shown"),
}


@pytest.mark.parametrize(("name", "text", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(name: str, text: str, said: str) -> None:
    assert said in " ".join(faults(name, text))


@pytest.mark.parametrize("name", ["subject", "heading", "opening", "closing"])
def test_it_takes_every_placeholder_where_it_may_stand(name: str) -> None:
    offered = [one for one in PLACEHOLDERS if (name, one) != ("subject", "link")]
    assert faults(name, " ".join(f"{{{one}}}" for one in offered)) == []


def test_it_takes_several_lines_in_a_paragraph() -> None:
    assert faults("opening", "Hello.\r\n\r\nSee you <b>soon</b> & well!") == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Your Deep  Tissue Massage is booked", ["Deep tissue massage"]),
        ("Ready for your PAIN relief?", ["pain"]),
        ("Votre medicament", ["médicament"]),
        ("We paint the walls", []),
        ("See you at {time}", []),
    ],
)
def test_it_notices_words_of_health(text: str, named: list[str]) -> None:
    assert about_health(text, ["Deep tissue massage"]) == named


def test_a_placeholder_names_nothing_by_itself() -> None:
    assert about_health("Your {treatment} at {time}", []) == []


@pytest.mark.parametrize(
    ("text", "is_said"),
    [("Reply STOP.", True), ("Répondez ARRÊT", True), ("Non-stoppable, stopping", False)],
)
def test_it_notices_how_to_stop(text: str, is_said: bool) -> None:
    assert says_stop(text) is is_said
