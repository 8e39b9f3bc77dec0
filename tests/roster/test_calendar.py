"""The page with the secret link of one's calendar, and renewing it."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from care.models import Part, RecordAccess, Verb
from roster.feed.link import make_link
from roster.models import CalendarFeed
from tests.care.people import EVERYBODY, Cast
from tests.factories import Clinic

pytestmark = pytest.mark.django_db

PAGE = "/roster/calendar/"


@pytest.fixture
def cast() -> Cast:
    return Cast(Clinic(therapists=2, rooms=2))


@pytest.fixture
def maya(cast: Cast) -> Client:
    return cast.browser("maya")


@pytest.fixture
def feed(cast: Cast) -> CalendarFeed:
    return make_link(cast.appointment.therapist, now=timezone.now())


@pytest.mark.parametrize("name", EVERYBODY)
def test_it_is_for_therapists_and_shows_each_their_own(
    cast: Cast, feed: CalendarFeed, name: str
) -> None:
    response = cast.browser(name).get(PAGE)
    expected = {"maya": 200, "jonas": 200, "anonymous": 302}.get(name, 403)
    assert response.status_code == expected
    assert (feed.token in response.text) == (name == "maya")
    refused = RecordAccess.objects.filter(verb=Verb.REFUSED, part=Part.ROSTER)
    assert refused.count() == (expected != 200)


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_else_renews_it(cast: Cast, feed: CalendarFeed, name: str) -> None:
    cast.browser(name).post(PAGE, {"sure": "yes", "seen": feed.renewed_at.isoformat()})
    renewed = not CalendarFeed.objects.filter(token=feed.token).exists()
    assert renewed == (name == "maya")


def test_looking_makes_no_link(maya: Client) -> None:
    assert "Make my link" in maya.get(PAGE).text
    maya.head(PAGE)
    assert not CalendarFeed.objects.exists()


def test_it_makes_one_link(maya: Client) -> None:
    assert maya.post(PAGE).status_code == 302
    [feed] = CalendarFeed.objects.all()
    page = maya.get(PAGE)
    address = f"{settings.SITE_URL}/roster/feed/{feed.token}.ics"
    assert address in page.text
    assert address.replace("http://", "webcal://") in page.text
    assert "no-store" in page["Cache-Control"]


def test_it_asks_once_more_before_it_renews(maya: Client, feed: CalendarFeed) -> None:
    asked = maya.post(PAGE)
    assert "Yes, renew it" in asked.text
    assert CalendarFeed.objects.get().token == feed.token
    maya.post(PAGE, {"sure": "yes", "seen": feed.renewed_at.isoformat()})
    assert maya.get(f"/roster/feed/{feed.token}.ics").status_code == 404


@pytest.mark.parametrize("seen", ["", "\0", "2027-05-03", "2020-01-01T00:00:00+00:00", "x" * 5000])
def test_it_renews_only_the_link_that_was_seen(maya: Client, feed: CalendarFeed, seen: str) -> None:
    response = maya.post(PAGE, {"sure": "yes", "seen": seen})
    assert response.status_code == 409
    assert "renewed meanwhile" in response.text
    assert CalendarFeed.objects.get().token == feed.token


def test_the_second_of_two_taps_renews_nothing(maya: Client, feed: CalendarFeed) -> None:
    form = {"sure": "yes", "seen": feed.renewed_at.isoformat()}
    answers = [maya.post(PAGE, form).status_code for _ in range(2)]
    assert answers == [302, 409]
