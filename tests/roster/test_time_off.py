"""A therapist asks for time off, sees what became of it, and takes a request back."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from care.models import Part, RecordAccess, Verb
from roster.models import TimeOffRequest
from roster.time_off.asking import ask
from roster.time_off.days import spoken
from tests.care.people import EVERYBODY, Cast
from tests.factories import Clinic, make_location, make_shift
from tests.frontdesk.panels import booked, soon
from therapists.models import TimeOff
from therapists.places import places_of
from timeline.intervals import Interval
from timeline.wall import instant

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/roster/time-off/"
SEND_BUTTON = re.compile('name="send" value="([^"]+)"')


@pytest.fixture
def maya(cast: Cast) -> Client:
    return cast.browser("maya")


@pytest.fixture
def request_of_maya(cast: Cast, clinic: Clinic) -> TimeOffRequest:
    """Open, for all of the fifth day from now."""
    interval = Interval(soon(clinic, 0, days=5), soon(clinic, 0, days=6))
    return ask(therapist=clinic.therapist, interval=interval, reason="", now=timezone.now())


def day(clinic: Clinic, days: int) -> str:
    return soon(clinic, 12, days=days).astimezone(clinic.location.zone).date().isoformat()


def days(clinic: Clinic, first: int, last: int, **fields: str) -> dict[str, str]:
    """The form, with days counted from the real today."""
    return {"first": day(clinic, first), "last": day(clinic, last), **fields}


def send(client: Client, form: dict[str, str], **how: Any) -> Any:
    """Looks first, then presses the button; what is refused at once has none."""
    looked = client.post(PAGE, form)
    button = SEND_BUTTON.search(looked.text)
    return client.post(PAGE, form | {"send": button[1]}, **how) if button else looked


def asked() -> list[tuple[Any, Any]]:
    return list(TimeOffRequest.objects.values_list("starts_at", "ends_at"))


def test_it_says_how_many_sessions_it_touches_before_it_is_sent(
    maya: Client, clinic: Clinic
) -> None:
    for hour in (9, 11):
        booked(clinic, soon(clinic, hour))
    booked(clinic, soon(clinic, 9, days=5))
    response = maya.post(PAGE, days(clinic, 3, 4, reason="A wedding"))
    assert "2 booked sessions" in " ".join(response.text.split()).replace("</strong>", "")
    assert "A wedding" in response.text
    assert "Archer" not in response.text
    assert asked() == []


def test_it_sends_whole_days(maya: Client, clinic: Clinic) -> None:
    response = send(maya, days(clinic, 3, 4), follow=True)
    assert asked() == [(soon(clinic, 0, days=3), soon(clinic, 0, days=5))]
    assert "Waits for an answer" in response.text


def test_it_sends_hours_on_the_clinics_clock(maya: Client, clinic: Clinic) -> None:
    send(maya, days(clinic, 3, 3, begins="13:00", ends="15:30"))
    assert asked() == [(soon(clinic, 13), soon(clinic, 15, 30))]


def test_it_asks_which_clock_where_there_are_several(maya: Client, clinic: Clinic) -> None:
    east = make_location("toronto", zone_name="America/Toronto")
    make_shift(clinic.therapist, east)
    hours = days(clinic, 3, 3, begins="13:00", ends="15:30", place="toronto")
    assert "On the clock of" in maya.get(PAGE).text
    send(maya, hours)
    on = date.fromisoformat(hours["first"])
    assert asked() == [tuple(instant(on, at, east.zone) for at in (time(13), time(15, 30)))]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first": ""}, "Choose a day."),
        ({"first": "tomorrow"}, "This is not a date."),
        ({"first": "2020-01-01", "last": "2020-01-02"}, "This day is over already."),
        ({"last": "2026-01-01"}, "The last day cannot be before the first."),
        ({"last": "2199-01-01"}, "That is more than a year."),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "This day is too far away."),
        ({"begins": "13:00"}, "Until when?"),
        ({"ends": "13:00"}, "From when?"),
        ({"begins": "13:00", "ends": "13:00"}, "It must end after it begins."),
        ({"begins": "25:00", "ends": "x" * 5000}, "This is not a time."),
        ({"reason": "x" * 201}, "at most 200"),
        ({"reason": "a\0b"}, "Null characters"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong(
    maya: Client, clinic: Clinic, wrong: dict[str, str], sentence: str
) -> None:
    response = send(maya, days(clinic, 3, 3) | {"reason": "A wedding"} | wrong)
    assert response.status_code == 422
    assert sentence in response.text
    assert asked() == []


def test_hours_that_have_passed_today_are_refused(maya: Client, clinic: Clinic) -> None:
    clinic.location.zone_name = "Pacific/Kiritimati"
    clinic.location.save()
    response = send(maya, days(clinic, 0, 0, begins="00:00", ends="23:59"))
    assert response.status_code == 422
    assert "This time has passed already." in response.text


@pytest.mark.parametrize(("first", "last"), [(4, 5), (5, 6), (4, 6)])
def test_it_refuses_what_overlaps_an_open_request(
    maya: Client,
    clinic: Clinic,
    request_of_maya: TimeOffRequest,
    first: int,
    last: int,
) -> None:
    response = send(maya, days(clinic, first, last, reason="A wedding"))
    assert response.status_code == 409
    assert "You have asked for time off then already" in response.text
    assert "A wedding" in response.text
    assert len(asked()) == 1


@pytest.mark.parametrize(("first", "last"), [(4, 4), (6, 6)])
def test_it_takes_the_days_beside_it(
    maya: Client, clinic: Clinic, request_of_maya: TimeOffRequest, first: int, last: int
) -> None:
    assert send(maya, days(clinic, first, last)).status_code == 302
    assert len(asked()) == 2


def test_what_was_not_seen_is_not_sent(maya: Client, clinic: Clinic) -> None:
    booked(clinic, soon(clinic, 9, days=4))
    button = SEND_BUTTON.search(maya.post(PAGE, days(clinic, 3, 3)).text)
    assert button
    response = maya.post(PAGE, days(clinic, 3, 4, send=button[1]))
    assert "You have changed it since." in response.text
    assert "1 booked session" in response.text
    assert asked() == []


def test_what_was_asked_meanwhile_is_said_when_sending(maya: Client, clinic: Clinic) -> None:
    form = days(clinic, 4, 6)
    button = SEND_BUTTON.search(maya.post(PAGE, form).text)
    assert button
    send(maya, days(clinic, 5, 5))
    response = maya.post(PAGE, form | {"send": button[1]})
    assert (response.status_code, len(asked())) == (409, 1)


def test_the_second_of_two_taps_asks_nothing_more(maya: Client, clinic: Clinic) -> None:
    form = days(clinic, 3, 3)
    button = SEND_BUTTON.search(maya.post(PAGE, form).text)
    assert button
    form["send"] = button[1]
    answers = [maya.post(PAGE, form).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert len(asked()) == 1


def test_it_refuses_what_is_time_off_already(maya: Client, clinic: Clinic) -> None:
    start, end = soon(clinic, 0), soon(clinic, 0, days=5)
    TimeOff.objects.create(therapist=clinic.therapist, starts_at=start, ends_at=end)
    response = send(maya, days(clinic, 4, 4))
    assert (response.status_code, asked()) == (409, [])
    assert "You are off then already." in response.text


def test_it_takes_a_request_back(
    maya: Client, clinic: Clinic, request_of_maya: TimeOffRequest
) -> None:
    response = maya.post(f"{PAGE}{request_of_maya.pk}/withdraw/", follow=True)
    assert "You took it back" in response.text
    assert send(maya, days(clinic, 5, 5)).status_code == 302


def test_it_cannot_take_back_what_is_decided(maya: Client, request_of_maya: TimeOffRequest) -> None:
    TimeOffRequest.objects.update(state=TimeOffRequest.State.REFUSED, answer="Everybody is away.")
    response = maya.post(f"{PAGE}{request_of_maya.pk}/withdraw/")
    assert response.status_code == 409
    assert "This has been decided meanwhile." in response.text
    assert "Everybody is away." in response.text


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_therapist_takes_it_back(
    cast: Cast, request_of_maya: TimeOffRequest, name: str
) -> None:
    response = cast.browser(name).post(f"{PAGE}{request_of_maya.pk}/withdraw/")
    expected = {"maya": 302, "anonymous": 302, "jonas": 404}.get(name, 403)
    assert response.status_code == expected
    request_of_maya.refresh_from_db()
    assert (request_of_maya.state == "withdrawn") == (name == "maya")
    refused = RecordAccess.objects.filter(verb=Verb.REFUSED, part=Part.ROSTER)
    assert refused.count() == (name != "maya")


@pytest.mark.parametrize("name", EVERYBODY)
def test_it_shows_each_therapist_their_own(
    cast: Cast, clinic: Clinic, request_of_maya: TimeOffRequest, name: str
) -> None:
    TimeOffRequest.objects.update(reason="A wedding")
    response = cast.browser(name).get(PAGE)
    assert response.status_code == {"maya": 200, "jonas": 200, "anonymous": 302}.get(name, 403)
    assert ("A wedding" in response.text) == (name == "maya")


def test_it_costs_the_same_however_much_there_is(
    maya: Client, clinic: Clinic, django_assert_max_num_queries: Any
) -> None:
    for number in range(3, 12):
        interval = Interval(soon(clinic, 0, days=number), soon(clinic, 0, days=number + 1))
        start, end = interval
        ask(therapist=clinic.therapist, interval=interval, now=timezone.now())
        TimeOff.objects.create(therapist=clinic.therapist, starts_at=start, ends_at=end)
    with django_assert_max_num_queries(12):
        maya.get(PAGE)


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ((0, 1), (0, 2), "Tuesday 4 May 2027"),
        ((0, 1), (0, 4), "Tuesday 4 May to Thursday 6 May 2027"),
        ((0, 242), (0, 244), "Friday 31 December 2027 to Saturday 1 January 2028"),
        ((13, 1), (15, 1), "Tuesday 4 May 2027, 1:00 pm to 3:00 pm"),
        ((13, 1), (9, 2), "Tuesday 4 May 2027, 1:00 pm, to Wednesday 5 May 2027, 9:00 am"),
    ],
)
def test_it_is_said_in_words(
    clinic: Clinic, begins: tuple[int, int], ends: tuple[int, int], said: str
) -> None:
    start, end = (clinic.at(hour, days=number) for hour, number in (begins, ends))
    assert spoken(Interval(start, end), places_of(clinic.therapist)) == said


def test_days_with_a_clock_change_are_whole_days_too(clinic: Clinic) -> None:
    clinic.location.zone_name = "America/Toronto"
    clinic.location.save()
    start = clinic.at(0, days=(date(2027, 11, 7) - date(2027, 5, 3)).days)
    said = spoken(Interval(start, start + timedelta(hours=25)), places_of(clinic.therapist))
    assert said == "Sunday 7 November 2027"
