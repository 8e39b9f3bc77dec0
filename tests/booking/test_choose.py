"""The booking page: what, where, with whom, and a week of starts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from locations.models import Location
from tests.booking.pages import booked, choice, names_of_starts, soon, text, values_of_starts
from tests.factories import (
    Clinic,
    make_location,
    make_shift,
    make_therapist,
    make_treatment,
    make_user,
)
from therapists.models import Therapist, TimeOff
from treatments.models import TreatmentOption, TreatmentType

pytestmark = pytest.mark.django_db

BOOK = "/book/"


def day(moment: datetime, clinic: Clinic) -> str:
    return moment.astimezone(clinic.location.zone).date().isoformat()


def test_it_asks_for_the_treatment_first(client: Client, clinic: Clinic) -> None:
    page = text(client.get(BOOK))
    assert "What would you like?" in page
    assert f"?treatment={clinic.treatment.slug}&amp;duration=60" in page
    assert "$90.00" in page


def test_it_does_not_ask_where_there_is_one_answer(client: Client, clinic: Clinic) -> None:
    response = client.get(BOOK, {"treatment": clinic.treatment.slug})
    page = text(response)
    assert "When?" in page
    assert f'name="location" value="{clinic.location.slug}"' in page
    assert f'name="therapist" value="{clinic.therapist.slug}"' in page


def test_it_asks_how_long_when_there_are_several_durations(client: Client, clinic: Clinic) -> None:
    long = make_treatment("long", minutes=(30, 90))
    page = text(client.get(BOOK, {"treatment": long.slug}))
    assert "How long?" in page
    assert "30 minutes" in page
    assert "90 minutes" in page


def test_it_asks_where_when_there_are_several_locations(client: Client, clinic: Clinic) -> None:
    other = make_location("coquitlam")
    make_shift(clinic.therapist, other, weekday=2)
    page = text(client.get(BOOK, {"treatment": clinic.treatment.slug, "duration": "60"}))
    assert "Where?" in page
    assert "location=coquitlam" in page


def test_it_offers_any_therapist_or_one(client: Client) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    page = text(client.get(BOOK, choice(clinic)))
    assert "Any therapist" in page
    for therapist in clinic.therapists:
        assert f"therapist={therapist.slug}" in page


def test_it_lists_exactly_what_can_be_booked(client: Client, clinic: Clinic) -> None:
    booked(clinic, soon(clinic, 11))
    first = soon(clinic, 0)
    response = client.get(BOOK, choice(clinic, **{"from": day(first, clinic)}))
    on_that_day = {
        start for start in values_of_starts(response) if day(start, clinic) == day(first, clinic)
    }
    assert min(on_that_day) == soon(clinic, 9)
    assert soon(clinic, 11) not in on_that_day
    assert soon(clinic, 10) not in on_that_day  # its turnover would reach into 11:00
    assert soon(clinic, 9, 45) in on_that_day
    assert max(on_that_day) == soon(clinic, 15, 45)


def test_it_names_every_start_for_screen_readers(client: Client, clinic: Clinic) -> None:
    start = soon(clinic, 13, 30)
    response = client.get(BOOK, choice(clinic, **{"from": day(start, clinic)}))
    local = start.astimezone(clinic.location.zone)
    expected = f"{local:%A} {local.day} {local:%B}, 1:30 pm with {clinic.therapist.first_name}"
    assert expected in names_of_starts(response)


def test_it_says_how_many_therapists_any_means(client: Client) -> None:
    clinic = Clinic(therapists=3, rooms=3)
    names = names_of_starts(client.get(BOOK, choice(clinic)))
    assert all(name.endswith("with any of 3 therapists") for name in names)


def test_it_writes_clinic_time_with_its_offset(client: Client) -> None:
    clinic = Clinic(zone_name="Europe/London")
    start = values_of_starts(client.get(BOOK, choice(clinic)))[0]
    assert start.utcoffset() == start.astimezone(clinic.location.zone).utcoffset()


def test_it_shows_few_starts_of_a_part_of_the_day_and_the_rest_on_demand(
    client: Client, clinic: Clinic
) -> None:
    clinic.treatment.options.create(minutes=30, turnover_minutes=0, price=50)
    start = soon(clinic, 0)
    page = text(client.get(BOOK, choice(clinic, **{"from": day(start, clinic)})))
    section = page.split(f'id="day-{day(start, clinic)}"')[1].split("</section>")[0]
    at_once, _, on_demand = section.partition("<details")
    morning = at_once.split("Morning")[1].split("Afternoon")[0]
    assert morning.count('name="starts_at"') == 6
    for label in ("9:00 am", "10:00 am", "11:00 am"):
        assert label in morning
    assert "more times" in on_demand


def test_it_puts_starts_that_leave_an_awkward_gap_last(client: Client, clinic: Clinic) -> None:
    """With 75 minutes blocked, a start at 9:30 leaves half an hour nobody can use."""
    start = soon(clinic, 0)
    page = text(client.get(BOOK, choice(clinic, **{"from": day(start, clinic)})))
    section = page.split(f'id="day-{day(start, clinic)}"')[1].split("</section>")[0]
    morning = section.split("Morning")[1].split("Afternoon")[0]
    assert "10:15 am" in morning
    assert "9:15 am" not in morning


def test_it_pages_by_weeks_within_the_horizon(client: Client, clinic: Clinic) -> None:
    today = timezone.now().astimezone(clinic.location.zone).date()
    first = text(client.get(BOOK, choice(clinic)))
    assert "Earlier" not in first
    assert f"from={today + timedelta(days=7)}" in first
    last = text(client.get(BOOK, choice(clinic, **{"from": str(today + timedelta(days=90))})))
    assert "Later" not in last
    assert f"from={today + timedelta(days=83)}" in last


def test_it_leads_on_to_the_next_free_day(client: Client, clinic: Clinic) -> None:
    clinic.set_policy(notice_minutes=20 * 24 * 60)
    page = text(client.get(BOOK, choice(clinic)))
    assert "Nothing is free in these days" in page
    next_free = timezone.now() + timedelta(days=20)
    assert any(f"from={day(next_free + timedelta(days=later), clinic)}" in page for later in (0, 1))


def test_it_says_when_nothing_is_free_at_all(client: Client, clinic: Clinic) -> None:
    now = timezone.now()
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=now, ends_at=now + timedelta(days=100)
    )
    page = text(client.get(BOOK, choice(clinic)))
    assert "Nothing is free until" in page
    assert clinic.location.phone in page


def test_it_shows_the_last_days_for_a_date_beyond_the_horizon(
    client: Client, clinic: Clinic
) -> None:
    response = client.get(BOOK, choice(clinic, **{"from": "9999-12-31"}))
    assert response.status_code == 200
    assert "You can book until" in text(response)


def test_it_shows_today_for_a_date_that_has_passed(client: Client, clinic: Clinic) -> None:
    response = client.get(BOOK, choice(clinic, **{"from": "2020-02-29"}))
    assert min(values_of_starts(response)) > timezone.now()


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2027-02-29"},
        {"from": "tomorrow"},
        {"from": "2027-13-01"},
        {"from": "0000-01-01"},
        {"from": "\x00"},
        {"duration": "long"},
        {"duration": "-60"},
        {"duration": "0"},
        {"duration": "9" * 5000},
        {"duration": "60.5"},
        {"treatment": "x" * 51},
        {"treatment": "a\x00b"},
        {"location": "x" * 10_000},
        {"therapist": "\x00"},
    ],
)
def test_it_refuses_what_is_malformed(
    client: Client, clinic: Clinic, wrong: dict[str, str]
) -> None:
    response = client.get(BOOK, {**choice(clinic), **wrong})
    assert response.status_code == 400
    assert "<h1" in text(response)


@pytest.mark.parametrize("name", ["treatment", "location", "therapist"])
@pytest.mark.parametrize("slug", ["no-such-thing", "É😀", "a b", "../etc"])
def test_it_does_not_find_what_the_clinic_does_not_have(
    client: Client, clinic: Clinic, name: str, slug: str
) -> None:
    response = client.get(BOOK, choice(clinic, **{name: slug}))
    assert response.status_code == 404
    assert "We " in text(response)


def test_it_does_not_find_a_duration_that_is_not_offered(client: Client, clinic: Clinic) -> None:
    assert client.get(BOOK, choice(clinic, duration=61)).status_code == 404


def test_it_takes_the_last_of_repeated_parameters(client: Client, clinic: Clinic) -> None:
    query = f"?treatment=nonsense&treatment={clinic.treatment.slug}&duration=1&duration=60"
    assert client.get(BOOK + query).status_code == 200


def test_it_hides_what_is_not_offered_any_more(client: Client, clinic: Clinic) -> None:
    TreatmentType.objects.update(is_active=False)
    assert "Nothing to book here" in text(client.get(BOOK))
    assert client.get(BOOK, choice(clinic)).status_code == 404


def test_it_hides_therapists_who_cannot_be_booked_online(client: Client, clinic: Clinic) -> None:
    offline = make_therapist("not-online", clinic.treatment, is_online=False)
    make_shift(offline, clinic.location)
    assert "not-online" not in text(client.get(BOOK, choice(clinic)))
    assert client.get(BOOK, choice(clinic, therapist="not-online")).status_code == 404


def test_it_starts_from_a_therapist(client: Client, clinic: Clinic) -> None:
    make_treatment("not-hers")
    page = text(client.get(BOOK, {"therapist": clinic.therapist.slug}))
    assert f"therapist={clinic.therapist.slug}" in page
    assert "not-hers" not in page


def test_it_starts_from_a_location(client: Client, clinic: Clinic) -> None:
    page = text(client.get(BOOK, {"location": clinic.location.slug}))
    assert f"?location={clinic.location.slug}&amp;treatment=" in page


def test_it_says_when_a_therapist_does_not_give_the_treatment(
    client: Client, clinic: Clinic
) -> None:
    other = make_treatment("other")
    sam = make_therapist("sam", other)
    make_shift(sam, clinic.location)
    response = client.get(BOOK, choice(clinic, therapist="sam"))
    assert response.status_code == 200
    assert f"Sam does not give {clinic.treatment}" in text(response)


def test_it_says_when_a_location_does_not_have_the_treatment(
    client: Client, clinic: Clinic
) -> None:
    make_location("coquitlam")
    page = text(client.get(BOOK, choice(clinic, location="coquitlam")))
    assert "is not given at Coquitlam" in page
    assert "Where?" in page


@pytest.mark.parametrize(
    ("table", "change", "shown"),
    [
        (Therapist, {"name": "Zoe Doe"}, "Zoe Doe"),
        (Therapist, {"pronouns": "they/them"}, "they/them"),
        (TreatmentType, {"name": "Cupping"}, "Cupping, 60 minutes"),
        (TreatmentOption, {"price": 123}, "60 minutes, $123.00"),
        (Location, {"street": "7 New Street"}, "7 New Street"),
    ],
)
def test_it_shows_at_once_what_the_clinic_has_changed(
    client: Client, table: type[Model], change: dict[str, Any], shown: str
) -> None:
    clinic = Clinic(therapists=2)
    asked = choice(clinic, therapist="any")
    assert shown not in text(client.get(BOOK, asked))
    table._default_manager.update(**change)
    assert shown in text(client.get(BOOK, asked))


def test_it_answers_htmx_with_the_questions_alone(client: Client, clinic: Clinic) -> None:
    page = client.get(BOOK, choice(clinic), headers={"HX-Request": "true"})
    assert "<html" not in text(page)
    assert 'id="choosing"' in text(page)
    assert "HX-Request" in page["Vary"]


@pytest.mark.parametrize("wrong", [{"treatment": "no-such-thing"}, {"from": "never"}])
def test_it_shows_refusals_to_htmx_as_whole_pages(
    client: Client, clinic: Clinic, wrong: dict[str, str]
) -> None:
    response = client.get(BOOK, choice(clinic, **wrong), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == response.wsgi_request.get_full_path()


def test_it_needs_no_session_and_three_queries(
    client: Client,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    clinic = Clinic(therapists=4, rooms=3)
    for hour in (9, 11, 13):
        booked(clinic, soon(clinic, hour))
    with django_assert_num_queries(3):  # type: ignore[operator]
        client.get(BOOK, choice(clinic, therapist="any"))


def test_it_is_the_same_page_for_everybody_signed_in(client: Client, clinic: Clinic) -> None:
    for account in (make_user(), make_user(is_staff=True), make_user(is_superuser=True)):
        client.force_login(account)
        assert client.get(BOOK, choice(clinic)).status_code == 200
