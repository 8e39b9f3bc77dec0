"""Where it hurts: checkboxes that the drawing mirrors."""

import re

import pytest
from django.template import engines

from care.body import AREAS, marked
from care.body_shapes import OUTLINES, outline


def render(text: str, **context: object) -> str:
    return engines["django"].from_string("{% load body_map %}" + text).render(context)


def test_it_offers_every_place_once_in_the_list_and_once_in_the_drawing() -> None:
    page = render("{% body_map name='areas' chosen=chosen %}", chosen=[])

    assert re.findall(r'name="areas" value="(\w+)"', page) == list(AREAS)
    assert re.findall(r'data-area="(\w+)"', page) == list(AREAS)


def test_it_ticks_and_draws_what_is_marked() -> None:
    page = render("{% body_map name='areas' chosen=chosen %}", chosen=["calf_left"])

    assert re.findall(r'value="(\w+)" checked', page) == ["calf_left"]
    assert re.findall(r'marked" data-area="(\w+)"', page) == ["calf_left"]


def test_it_says_what_is_marked_in_words() -> None:
    page = render("{% body_shown chosen %}", chosen=["hand_right", "back_neck"])

    assert re.findall(r"<li>(.+?)</li>", page) == ["Back of the neck", "Right hand"]
    assert "Nothing" in render("{% body_shown chosen %}", chosen=None)


def test_each_outline_belongs_to_a_place() -> None:
    assert {outline(key)[0] for key in AREAS} == set(OUTLINES.values())


@pytest.mark.parametrize(
    ("key", "is_mirrored"),
    [
        ("low_back_left", True),
        ("low_back_right", False),
        ("knee_left", False),
        ("knee_right", True),
    ],
)
def test_left_is_the_patients_own(key: str, is_mirrored: bool) -> None:
    assert outline(key)[1] == is_mirrored


def test_it_puts_posted_places_in_order() -> None:
    assert marked(["foot_left", "back_neck", "foot_left"]) == ["back_neck", "foot_left"]


@pytest.mark.parametrize("posted", ["elbow", "", "back_neck\0"])
def test_it_refuses_what_is_no_place(posted: str) -> None:
    with pytest.raises(ValueError, match="no place") as refused:
        marked([posted])
    assert not posted or posted not in str(refused.value)
