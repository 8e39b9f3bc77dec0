"""A template is rendered once and filled many times; no value is ever taken for anything else."""

import html

from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminders import moulds
from reminders.moulds import Block, Mould, letter, text_message
from reminders.words import NONE, Words

NAMES = ("clinic", "name", "link", "spoken", "is_granted", "has_answer", "lang")
KIND = "time_off_decided"
PLAIN = dict.fromkeys(NAMES, "x")
WORDS = Words(
    subject="{appointment} with {therapist}",
    heading="{appointment}",
    opening="Hello {name}, see {link}.\n\nYours",
    closing="{phone}",
)
# What could be taken for a mark, for markup, for a placeholder or a template tag, for a header.
EVIL = [
    "\ue000link\ue001",
    "\ue000",
    "<script>alert(1)</script>",
    "{link}",
    "{{ link }}{% now 'Y' %}",
    "a\r\nBcc: x@y.test",
    "\\g<0>%s%(name)s",
    '"><img src=x>',
]
# The first text of all takes long to think of: its alphabet is all of Unicode.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
anything = st.text() | st.sampled_from(EVIL)


@unhurried
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, anything)))
def test_it_says_values_as_they_are_and_never_reads_them(values: dict[str, str]) -> None:
    values |= {"is_granted": "yes", "has_answer": "yes"}
    said = letter(KIND, NONE, values)
    assert values["link"] in said.text
    if values["link"]:
        href = html.escape(values["link"]).replace("\n", "<br>")
        assert f'href="{href}"' in said.html


@unhurried
@given(anything)
def test_it_lets_no_value_open_a_tag(evil: str) -> None:
    said = letter(KIND, NONE, PLAIN | {"spoken": evil, "name": evil, "link": evil})
    harmless = letter(KIND, NONE, PLAIN)
    breaks = said.html.count("<br>") - harmless.html.count("<br>")
    there = bool(evil)
    assert said.html.count("<") - breaks == harmless.html.count("<") or not there


@unhurried
@given(anything, anything)
def test_it_keeps_subjects_and_text_messages_on_one_line(name: str, therapist: str) -> None:
    values = {"appointment": name, "Appointment": name, "therapist": therapist, "link": "x"}
    subject = letter("check_in", WORDS, values).subject
    text = text_message("said", Words(opening="{appointment}: {therapist}"), values)
    for line in (subject, text):
        assert line == " ".join(line.split())


def test_it_renders_once_for_words_language_and_what_is_there() -> None:
    moulds._letter_mould.cache_clear()
    for name in ("Alice", "Bob", "Zoë"):
        letter(KIND, NONE, PLAIN | {"name": name})
    letter(KIND, NONE, PLAIN | {"has_answer": ""})
    with override("fr-ca"):
        letter(KIND, NONE, PLAIN)
    letter(KIND, WORDS, PLAIN)
    assert moulds._letter_mould.cache_info().misses == 4


def test_it_keeps_no_more_moulds_than_it_may() -> None:
    for number in range(300):
        letter(KIND, Words(opening=str(number)), PLAIN)
    assert moulds._letter_mould.cache_info().currsize <= 256


def test_it_depends_on_whether_a_value_is_there() -> None:
    assert "Read the answer" in letter(KIND, NONE, PLAIN).text
    assert "See your time off" in letter(KIND, NONE, PLAIN | {"has_answer": ""}).text


def test_it_says_lines_as_lines_in_html() -> None:
    said = letter(KIND, NONE, PLAIN | {"spoken": "one\n<two>"})
    assert "one<br>&lt;two&gt;" in said.html
    assert "one\n<two>" in said.text


def test_it_takes_a_block_as_it_was_prepared() -> None:
    said = letter(KIND, NONE, PLAIN | {"spoken": Block(html="<b>1</b>", text="one")})
    assert "<strong><b>1</b></strong>" in said.html
    assert "one" in said.text


def test_it_says_the_words_with_a_link_to_click() -> None:
    values = {"name": "Alice & Bob", "link": "https://x.test/?a=1&b=2"}
    said = letter("check_in", WORDS, values)
    anchor = '<a href="https://x.test/?a=1&amp;b=2">https://x.test/?a=1&amp;b=2</a>'
    assert f"<p>Hello Alice &amp; Bob, see {anchor}.</p>\n\n<p>Yours</p>" in said.html
    assert "Hello Alice & Bob, see https://x.test/?a=1&b=2.\n\nYours" in said.text


def test_it_says_nothing_in_the_place_of_a_placeholder_without_value() -> None:
    said = letter("check_in", Words(opening="Phone: {phone}."), {"link": "x"})
    assert "Phone: ." in said.text


def test_it_escapes_the_clinics_own_words() -> None:
    said = letter("check_in", Words(opening="<b>{name}</b> \ue000link\ue001"), {"link": "secret"})
    assert "&lt;b&gt;&lt;/b&gt; link" in said.html


def test_it_says_a_text_message_in_the_alphabet_that_costs_less() -> None:
    words = Words(opening="{appointment} of {date}, {name}")
    values = {"appointment": "Sam’s\u00a0appointment", "date": "1er août", "name": "Zoë"}
    assert text_message("said", words, values).startswith("Sam's appointment of 1er aout, Zoë")


def test_it_fills_between_the_pieces() -> None:
    mould = Mould.of("a\ue000name\ue001b\ue000link\ue001")
    assert mould.filled({"name": "\ue000link\ue001", "link": "2"}) == "a\ue000link\ue001b2"
