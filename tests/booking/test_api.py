"""GET /api/v1/availability: the documented shape, and a reason for every refusal."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import Clinic

Ask = Callable[..., Any]


@pytest.fixture
def ask(clinic: Clinic, client: Client) -> Ask:
    """Asks for the clinic's starts; keywords change the query, None leaves one out."""

    def get(**changes: Any) -> Any:
        query = {**query_of(clinic), **changes}
        return client.get(
            "/api/v1/availability", {key: it for key, it in query.items() if it is not None}
        )

    return get


def query_of(clinic: Clinic) -> dict[str, Any]:
    return {"location": clinic.location.slug, "treatment": clinic.treatment.slug, "duration": 60}


def test_it_answers_in_the_documented_shape(clinic: Clinic, ask: Ask) -> None:
    answer = ask(days=3).json()
    assert {key: answer[key] for key in ("location", "timezone", "treatment", "duration")} == {
        "location": clinic.location.slug,
        "timezone": "America/Vancouver",
        "treatment": clinic.treatment.slug,
        "duration": 60,
    }
    assert answer["next"] is None
    start = answer["starts"][0]
    assert {"starts_at", "ends_at", "therapists"} <= set(start)
    assert start["therapists"] == [clinic.therapist.slug]
    assert isinstance(start["preferred"], bool)


def test_it_is_json(ask: Ask) -> None:
    assert ask()["Content-Type"] == "application/json"


def test_times_carry_the_clinics_offset(clinic: Clinic, ask: Ask) -> None:
    for start in ask(days=3).json()["starts"]:
        shown = datetime.fromisoformat(start["starts_at"])
        assert shown.utcoffset() == shown.astimezone(clinic.location.zone).utcoffset()
        assert datetime.fromisoformat(start["ends_at"]) - shown == timedelta(hours=1)


def test_it_starts_today_without_a_date_and_lists_a_week(clinic: Clinic, ask: Ask) -> None:
    today = timezone.now().astimezone(clinic.location.zone).date()
    listed = {datetime.fromisoformat(start["starts_at"]).date() for start in ask().json()["starts"]}
    assert listed
    assert min(listed) >= today
    assert max(listed) == today + timedelta(days=6)


def test_it_lists_the_days_asked_for(clinic: Clinic, ask: Ask) -> None:
    first = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=10)
    starts = ask(**{"from": first.isoformat(), "days": 2}).json()["starts"]
    listed = {datetime.fromisoformat(start["starts_at"]).date() for start in starts}
    assert listed == {first, first + timedelta(days=1)}


def test_what_is_listed_can_be_held_as_it_is_written(clinic: Clinic, ask: Ask) -> None:
    listed = ask(days=5).json()["starts"][-1]["starts_at"]
    held = clinic.hold(datetime.fromisoformat(listed), now=timezone.now())
    assert listed not in {start["starts_at"] for start in ask(days=5).json()["starts"]}
    assert held.starts_local.isoformat() == listed


def test_an_empty_period_names_the_next_start(clinic: Clinic, ask: Ask) -> None:
    clinic.therapist.weekly_shifts.exclude(weekday=0).delete()
    tuesday = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=14)
    tuesday += timedelta(days=(1 - tuesday.weekday()) % 7)
    answer = ask(**{"from": tuesday.isoformat(), "days": 1}).json()
    following = datetime.fromisoformat(answer["next"])
    assert answer["starts"] == []
    assert following.date() == tuesday + timedelta(days=6)
    assert following.hour == 9


def test_any_is_the_same_as_no_therapist(ask: Ask) -> None:
    assert ask(therapist="any").json() == ask().json()


REFUSED = {
    "an unknown location": ({"location": "atlantis"}, "location"),
    "an unknown treatment": ({"treatment": "cupping"}, "treatment"),
    "an unknown therapist": ({"therapist": "nobody"}, "therapist"),
    "a duration that is not offered": ({"duration": 61}, "duration"),
    "no location": ({"location": None}, "location"),
    "no treatment": ({"treatment": None}, "treatment"),
    "no duration": ({"duration": None}, "duration"),
    "an empty location": ({"location": ""}, "location"),
    "an empty therapist": ({"therapist": ""}, "therapist"),
    "an empty duration": ({"duration": ""}, "duration"),
    "an empty date": ({"from": ""}, "from"),
    "NUL": ({"location": "port\0moody"}, "location"),
    "an emoji": ({"treatment": "💆🏽"}, "treatment"),
    "other letters": ({"location": "порт-муди"}, "location"),
    "a huge slug": ({"location": "a" * 5000}, "location"),
    "quotes": ({"location": "' OR 1=1 --"}, "location"),
    "words for a number": ({"duration": "sixty"}, "duration"),
    "a fraction": ({"duration": "60.5"}, "duration"),
    "digits of another script": ({"duration": "６０"}, "duration"),
    "an exponent": ({"duration": "6e1"}, "duration"),
    "a sign": ({"days": "+7"}, "days"),
    "an underscore": ({"duration": "6_0"}, "duration"),
    "a space": ({"duration": " 60"}, "duration"),
    "a negative duration": ({"duration": -60}, "duration"),
    "a huge number": ({"duration": "9" * 400}, "duration"),
    "no day": ({"days": 0}, "days"),
    "too many days": ({"days": 61}, "days"),
    "a negative day": ({"days": -1}, "days"),
    "words for days": ({"days": "week"}, "days"),
    "29 February of a common year": ({"from": "2027-02-29"}, "from"),
    "the 31st of a short month": ({"from": "2027-04-31"}, "from"),
    "month 13": ({"from": "2027-13-01"}, "from"),
    "day 0": ({"from": "2027-01-00"}, "from"),
    "a date in words": ({"from": "tomorrow"}, "from"),
    "year 10000": ({"from": "10000-01-01"}, "from"),
    "year 0": ({"from": "0000-01-01"}, "from"),
    "a time as well": ({"from": "2027-05-04T00:00:00"}, "from"),
    "seconds since 1970": ({"from": "1793750400"}, "from"),
    "zero": ({"from": "0"}, "from"),
    "a date without dashes": ({"from": "20270504"}, "from"),
    "a week date": ({"from": "2027-W18-2"}, "from"),
    "a date in other digits": ({"from": "２０２７-05-04"}, "from"),
    "a date the other way round": ({"from": "04-05-2027"}, "from"),
    "a location twice": ({"location": ["here", "there"]}, "location"),
    "days twice": ({"days": ["7", "8"]}, "days"),
    "the same date twice": ({"from": ["2027-05-04", "2027-05-04"]}, "from"),
}


@pytest.mark.parametrize(("changes", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_with_the_reason(ask: Ask, changes: dict[str, Any], field: str) -> None:
    response = ask(**changes)
    assert response.status_code == 422
    [reason] = response.json()["detail"]
    assert reason["loc"][-1] == field
    assert reason["msg"]


ACCEPTED = {
    "the first day there is": {"from": "0001-01-01"},
    "the last day there is": {"from": "9999-12-31"},
    "29 February of a leap year": {"from": "2028-02-29"},
    "one day": {"days": 1},
    "sixty days": {"days": 60},
    "something else as well": {"utm_source": "newsletter"},
}


@pytest.mark.parametrize("changes", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_it_answers_what_makes_sense(ask: Ask, changes: dict[str, Any]) -> None:
    assert ask(**changes).status_code == 200


def test_broken_encoding_is_refused(clinic: Clinic, client: Client) -> None:
    query = f"location=%FF%FE&treatment={clinic.treatment.slug}&duration=60"
    assert client.get(f"/api/v1/availability?{query}").status_code == 422


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client: Client, db: None, method: str) -> None:
    assert getattr(client, method)("/api/v1/availability").status_code == 405


strange_texts = (
    st.text(max_size=60)
    | st.sampled_from(["", "any", "0", "-1", "\0", "2027-02-29", "9999-12-31", "NaN", "null", "{}"])
    | st.integers().map(str)
    | st.dates().map(str)
)
names = st.sampled_from(["location", "treatment", "duration", "therapist", "from", "days", "x"])


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(names, strange_texts), max_size=8), st.booleans())
def test_it_never_fails(
    clinic: Clinic, client: Client, strange: list[tuple[str, str]], complete: bool
) -> None:
    known = query_of(clinic) if complete else {}
    given_names = {name for name, _ in strange}
    pairs = [*strange, *((key, str(it)) for key, it in known.items() if key not in given_names)]
    query = "&".join(f"{key}={quote(it, errors='surrogatepass')}" for key, it in pairs)
    response = client.get(f"/api/v1/availability?{query}")
    assert response.status_code in {200, 422}
    if response.status_code == 422:
        assert all(reason["msg"] for reason in response.json()["detail"])


def test_it_is_described(client: Client, db: None) -> None:
    description = client.get("/api/v1/openapi.json").json()
    operation = description["paths"]["/api/v1/availability"]["get"]
    assert {one["name"] for one in operation["parameters"]} == {
        *("location", "treatment", "duration", "therapist", "from", "days")
    }
    [days] = [one for one in operation["parameters"] if one["name"] == "days"]
    assert (days["schema"]["minimum"], days["schema"]["maximum"]) == (1, 60)
    assert {"200", "422"} <= {str(status) for status in operation["responses"]}


def test_its_description_can_be_read_by_people(client: Client, db: None) -> None:
    response = client.get("/api/v1/docs")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
