"""The page of reports: who sees it, what its address says, and what odd addresses get."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from frontdesk.reports.catalogue import REPORTS
from tests.factories import MONDAY, Clinic
from tests.frontdesk.report_rows import put
from tests.staff import at_work

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/"
WEEK = "from=2027-05-03&to=2027-05-09"
TABLES = [slug for report in REPORTS for slug in report.tables]
ADDRESSES = [
    PAGE,
    *(f"{PAGE}{report.slug}/" for report in REPORTS),
    *(f"{PAGE}{slug}.csv" for slug in TABLES),
]


@pytest.fixture
def manager() -> Client:
    return at_work("manager")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_open_to_managers(manager: Client, address: str) -> None:
    Clinic()
    assert manager.get(f"{address}?{WEEK}").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["receptionist", "therapist", "patient"])
def test_it_refuses_other_roles(role: str, address: str) -> None:
    assert at_work(role).get(f"{address}?{WEEK}").status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_asks_strangers_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(f"{address}?{WEEK}")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("admin:login"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_only_reads(manager: Client, address: str) -> None:
    assert manager.post(address).status_code == 405


@pytest.mark.parametrize("address", [f"{PAGE}weather/", f"{PAGE}weather.csv"])
def test_it_knows_no_other_reports(manager: Client, address: str) -> None:
    assert manager.get(f"{address}?{WEEK}").status_code == 404


def test_it_begins_with_this_month(manager: Client) -> None:
    page = manager.get(PAGE)
    current = [link["label"] for link in page.context["presets"] if link["current"]]
    assert current[0] == "This month"


def test_it_shows_what_the_address_says(manager: Client) -> None:
    location = Clinic().location
    page = manager.get(f"{PAGE}?{WEEK}&location={location.slug}")
    assert page.context["period"].first == MONDAY
    assert page.context["form"].chosen_locations == [location]
    assert f'value="{location.slug}" selected' in page.content.decode()


def test_it_keeps_the_location_in_its_links(manager: Client) -> None:
    slug = Clinic().location.slug
    page = manager.get(f"{PAGE}?{WEEK}&location={slug}")
    links = [link["query"] for link in page.context["presets"]]
    links += [section.address for section in page.context["sections"]]
    assert all(f"location={slug}" in link for link in links)


BAD = {
    "no date": ("from=soon&to=2027-05-09", "from", "Write a date such as 2027-05-03."),
    "no such day": ("from=2027-02-30&to=2027-05-09", "from", "Write a date such as 2027-05-03."),
    "half a period": ("from=2027-05-03", "to", "Write a date such as 2027-05-03."),
    "the wrong way round": (
        "from=2027-05-09&to=2027-05-03",
        "to",
        "The last day cannot be before the first.",
    ),
    "too long": ("from=2020-01-01&to=2027-05-03", "to", "Choose 5 years at most."),
    "the end of time": (
        "from=9999-12-31&to=9999-12-31",
        "from",
        "Choose a day from 2000 to 2100.",
    ),
    "the beginning of time": ("from=0001-01-01&to=2001-01-01", "from", "Choose a day from"),
    "nothing but NUL": ("from=%00&to=%00", "from", "Write a date such as 2027-05-03."),
    "a huge number": (f"from={'9' * 400}-01-01&to=2027-05-09", "from", "Write a date"),
    "no such location": (f"{WEEK}&location=moon", "location", "We have no such location."),
    "a location with NUL": (f"{WEEK}&location=a%00", "location", "We have no such location."),
}


@pytest.mark.parametrize(("query", "field", "sentence"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}income/", f"{PAGE}income-by-treatment.csv"])
def test_it_says_what_is_wrong(
    manager: Client, address: str, query: str, field: str, sentence: str
) -> None:
    page = manager.get(f"{address}?{query}")
    assert page.status_code == 422
    names = {"from": "first", "to": "last"}
    assert sentence in page.context["form"].errors[names.get(field, field)][0]
    assert sentence in page.content.decode()


def test_it_keeps_what_was_typed(manager: Client) -> None:
    page = manager.get(f"{PAGE}?from=soon&to=2027-05-09").content.decode()
    assert 'value="soon"' in page
    assert 'value="2027-05-09"' in page


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_it_fetches_each_report_by_itself(manager: Client, report: object) -> None:
    address = f"{PAGE}{report.slug}/?{WEEK}"  # type: ignore[attr-defined]
    fragment = manager.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "There is nothing to count in this period." in fragment


def test_a_report_alone_is_a_page_too(manager: Client) -> None:
    page = manager.get(f"{PAGE}income/?{WEEK}").content.decode()
    assert "<html" in page
    assert "There is nothing to count in this period." in page


def test_it_says_what_its_words_mean(manager: Client) -> None:
    for report in REPORTS:
        page = manager.get(f"{PAGE}{report.slug}/?{WEEK}").content.decode()
        assert all(str(sentence) in page for sentence in report.definitions)


def test_it_gives_a_file_for_spreadsheets(manager: Client) -> None:
    clinic = Clinic()
    put(clinic, clinic.at(9))
    answer = manager.get(f"{PAGE}income-by-treatment.csv?{WEEK}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="income-by-treatment-2027-05-03-2027-05-09.csv"'
    )
    text = answer.getvalue().decode("utf-8-sig")
    titles, row = csv.reader(StringIO(text))
    assert titles[:3] == ["Treatment", "Completed sessions", "Income"]
    assert row[:3] == [clinic.treatment.name, "1", "90.00"]


def test_it_stands_in_the_menu_of_managers_only(manager: Client) -> None:
    assert f'href="{PAGE}"' in manager.get("/admin/").content.decode()
    assert f'href="{PAGE}"' not in at_work("receptionist").get("/admin/").content.decode()
