"""What the board's address means."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import BadRequest

from frontdesk.board.places import load_places
from frontdesk.board.query import View, read_query
from tests.factories import MONDAY, NOW, Clinic, make_location
from tests.frontdesk.boards import TUESDAY, asked

pytestmark = pytest.mark.django_db


def test_it_is_today_by_therapist_when_nothing_is_said(clinic: Clinic) -> None:
    query = asked()
    assert (query.view, query.day, query.place.slug) == (
        View.THERAPISTS,
        MONDAY,
        clinic.location.slug,
    )


def test_today_is_that_of_the_location(clinic: Clinic) -> None:
    make_location("auckland", zone_name="Pacific/Auckland")
    assert asked(location="auckland").day == TUESDAY


def test_a_week_begins_on_monday(clinic: Clinic) -> None:
    week = asked(view="week", date="2027-05-09").days
    assert (week[0], week[-1]) == (MONDAY, date(2027, 5, 9))


def test_its_address_means_the_same_again(clinic: Clinic) -> None:
    query = asked(
        view="week",
        date="2027-05-04",
        location=clinic.location.slug,
        therapist=clinic.therapist.slug,
        cancelled="1",
        everyone="1",
    )
    parameters: dict[str, Any] = dict(part.split("=") for part in query.address().split("&"))
    assert asked(**parameters) == query


def test_all_locations_are_those_that_are_open(clinic: Clinic) -> None:
    other = make_location("other")
    make_location("shut", is_active=False)
    assert [place.id for place in asked(location="all").places] == [clinic.location.pk, other.pk]


def test_it_remembers_the_location_used_last_while_there_is_one(clinic: Clinic) -> None:
    make_location("other")
    here, other = load_places()
    assert read_query({}, [here, other], now=NOW, last_used="other").places == (other,)
    assert read_query({}, [here, other], now=NOW, last_used="gone").places == (here,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", "month"),
        ("date", "yesterday"),
        ("date", "2027-02-30"),
        ("date", "9999-12-31"),
        ("date", "0001-01-01"),
        ("date", "2027-05-04\0"),
        ("location", "nowhere"),
        ("location", "no\0where"),
        ("therapist", "nobody"),
        ("therapist", "no\0body"),
    ],
)
def test_it_refuses_what_makes_no_sense_with_a_sentence(
    clinic: Clinic, name: str, value: str
) -> None:
    with pytest.raises(BadRequest, match=r"\.$"):
        asked(**{name: value})  # type: ignore[arg-type]


def test_it_says_so_when_there_is_no_location_yet() -> None:
    with pytest.raises(BadRequest, match="no location yet"):
        asked()


@pytest.mark.parametrize(("day", "direction"), [("2000-01-01", -1), ("2100-12-31", 1)])
def test_it_never_leads_beyond_its_years(clinic: Clinic, day: str, direction: int) -> None:
    assert f"date={day}" in asked(date=day).step(direction)
