"""Several questions in one statement: what is given, what comes back, and how often it is asked."""

from typing import Any

import pytest

from booking.together import KEY, Given, GivenKeys, Together, partly
from locations.models import Location
from tests.factories import make_location

pytestmark = pytest.mark.django_db
ASKED = Together(
    one=lambda: Location.objects.filter(pk=Given("place", KEY)).values("id", "slug"),
    several=lambda: (
        Location.objects.filter(pk__in=GivenKeys("places")).order_by("slug").values("slug")
    ),
)


def test_it_answers_several_questions_in_one_query(django_assert_num_queries: Any) -> None:
    first, second = make_location("port-moody"), make_location("coquitlam")
    with django_assert_num_queries(1):
        said = ASKED.ask(place=first.pk, places=[first.pk, second.pk])
    assert said["one"] == [{"id": first.pk, "slug": "port-moody"}]
    assert said["several"] == [{"slug": "coquitlam"}, {"slug": "port-moody"}]


def test_it_is_asked_again_with_other_values() -> None:
    place = make_location("port-moody")
    assert ASKED.ask(place=place.pk, places=[])["several"] == []
    assert ASKED.ask(place=0, places=[place.pk]) == {"one": [], "several": [{"slug": place.slug}]}


def test_a_column_that_was_not_read_is_read_when_it_is_asked_for(
    django_assert_num_queries: Any,
) -> None:
    place = make_location("port-moody")
    row = partly(Location, {"id": place.pk, "name": place.name})
    with django_assert_num_queries(0):
        assert (row.pk, row.name) == (place.pk, place.name)
    with django_assert_num_queries(1):
        assert row.slug == "port-moody"
