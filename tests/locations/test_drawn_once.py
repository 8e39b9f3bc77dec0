"""Parts of pages that are drawn once."""

from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from booking.catalogue import Person
from locations.templatetags.drawn_once import LONGEST
from therapists.models import Therapist

MAYA = Person(1, "Maya Chen", "maya", "", "")
PAGER = "booking/week_pager.html"
NAMES = "booking/choose_therapist.html"


def drawn(name: str, **given: Any) -> str:
    values = " ".join(f"{key}={key}" for key in given)
    page = Template(f'{{% load drawn_once %}}{{% drawn_once "{name}" {values} %}}')
    return page.render(Context({**given, "request": "of somebody"}))


def pager(**changes: Any) -> str:
    week = {"query": {"duration": 60}, "previous": None, "following": date(2027, 5, 10)}
    return drawn(PAGER, first=date(2027, 5, 3), last=date(2027, 5, 9), **{**week, **changes})


def test_it_draws_what_is_given() -> None:
    assert 'href="?duration=60&amp;from=2027-05-10"' in pager()


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"query": {"duration": 90}}, "duration=90&amp;from=2027-05-10"),
        ({"following": date(2027, 5, 11)}, "from=2027-05-11"),
        ({"previous": date(2027, 4, 26)}, "from=2027-04-26"),
    ],
)
def test_it_draws_anew_what_is_given_otherwise(change: dict[str, Any], shown: str) -> None:
    assert shown not in pager()
    assert shown in pager(**change)
    assert shown not in pager()


def test_it_draws_each_language_by_itself() -> None:
    assert "Later" in pager()
    with override("fr-ca"):
        assert "Later" not in pager()


def test_it_knows_no_more_than_it_is_given() -> None:
    page = {"query": {}, "first": date(2027, 5, 3), "therapist": MAYA}
    assert "With Maya Chen." in drawn(NAMES, therapists=(MAYA,), **page)
    assert drawn("components/social.html").count("of somebody") == 0


def test_it_takes_no_rows_which_are_equal_by_their_key_alone() -> None:
    with pytest.raises(TypeError, match="give what is shown"):
        drawn(NAMES, therapist=Therapist(pk=1, name="Maya Chen"))


def test_what_is_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def render(name: str, _given: dict[str, Any]) -> str:
        asked.append(name)
        return "x" * int(name)

    monkeypatch.setattr("locations.templatetags.drawn_once.render_to_string", render)
    for size in (10, 10, LONGEST + 1, LONGEST + 1):
        assert len(drawn(str(size))) == size
    assert asked == ["10", str(LONGEST + 1), str(LONGEST + 1)]
