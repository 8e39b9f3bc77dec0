"""Free times for the clinic's own site: who may frame them, and where they lead."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.booking.pages import choice, soon
from tests.factories import Clinic

pytestmark = pytest.mark.django_db
OWN_SITE = "https://www.clinic.example"


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.EMBED_ORIGINS = [OWN_SITE]


def test_only_the_listed_sites_may_frame_it(client: Client) -> None:
    answer = client.get("/embed/book/")
    assert f"frame-ancestors 'self' {OWN_SITE};" in f"{answer['Content-Security-Policy']};"
    assert "X-Frame-Options" not in answer


def test_every_other_page_refuses_to_be_framed(client: Client) -> None:
    for path in ("/", "/book/", "/guide/"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/embed/book/", "/embed/book.js"])
def test_there_is_nothing_where_nobody_may(client: Client, settings: Any, path: str) -> None:
    assert client.get(path).status_code == 200
    settings.EMBED_ORIGINS = []
    assert client.get(path).status_code == 404


def test_it_sets_no_cookie_and_takes_no_post(clinic: Clinic, client: Client) -> None:
    answer = client.get("/embed/book/", choice(clinic))
    assert answer.status_code == 200
    assert not answer.cookies
    assert client.post("/embed/book/").status_code == 405


def test_a_time_leads_out_of_the_frame_to_one_more_tap(clinic: Clinic, client: Client) -> None:
    chosen = {**choice(clinic), "starts_at": soon(clinic, 10).isoformat()}
    framed = client.get("/embed/book/", choice(clinic)).content.decode()
    assert 'method="get" action="/book/" target="_top"' in framed
    page = client.get("/book/", chosen)
    assert page.context["picked"].at == soon(clinic, 10)
    assert "Book this time" in page.content.decode()
    held = client.post("/book/hold/", chosen)
    assert held.status_code == 303


def test_a_time_that_is_gone_says_so(clinic: Clinic, client: Client) -> None:
    past = soon(clinic, 10) - timedelta(days=300)
    page = client.get("/book/", {**choice(clinic), "starts_at": past.isoformat()})
    assert page.status_code == 200
    assert "has just been taken" in page.content.decode()


@pytest.mark.parametrize("odd", ["x", "9999-12-31T23:59:59+00:00", "2027-05-04", "\0"])
def test_an_odd_time_is_refused_in_words(clinic: Clinic, client: Client, odd: str) -> None:
    assert client.get("/book/", {**choice(clinic), "starts_at": odd}).status_code == 400


def test_the_script_is_one(client: Client) -> None:
    answer = client.get("/embed/book.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "/embed/book/?" in answer.content.decode()


def test_the_frame_speaks_the_language_it_is_asked_for(clinic: Clinic, client: Client) -> None:
    asked = {**choice(clinic), "language": "fr"}
    answer = client.get("/embed/book/", asked, headers={"accept-language": "en"})
    page = answer.content.decode()
    assert '<html lang="fr-CA">' in page
    assert "Quand?" in page
    assert answer["Content-Language"] == "fr-ca"
    assert not answer.cookies


def test_its_links_and_times_keep_that_language(clinic: Clinic, client: Client) -> None:
    page = client.get("/embed/book/", {**choice(clinic), "language": "fr"}).content.decode()
    links = [link for link in re.findall(r'href="([^"]+)"', page) if link.startswith("?")]
    assert links
    assert all("language=fr" in link for link in links)
    assert '<input type="hidden" name="language" value="fr">' in page


def test_whoever_comes_from_the_frame_goes_on_in_its_language(
    clinic: Clinic, client: Client
) -> None:
    page = client.get("/book/", {**choice(clinic), "language": "fr"})
    assert "Quand?" in page.content.decode()
    assert "Quel soin souhaitez-vous?" in client.get("/book/").content.decode()


def test_the_language_of_a_link_is_kept_no_longer_than_the_browser_is_open(
    clinic: Clinic, client: Client
) -> None:
    client.get("/book/?language=fr")
    kept = client.cookies["django_language"]
    assert (kept.value, kept["max-age"], kept["expires"]) == ("fr-ca", "", "")


def test_a_link_that_is_only_tried_chooses_nothing(clinic: Clinic, client: Client) -> None:
    assert client.head("/book/?language=fr")["Content-Language"] == "fr-ca"
    assert not client.cookies


def test_what_was_chosen_on_our_site_counts_more(clinic: Clinic, client: Client) -> None:
    client.cookies["django_language"] = "en-ca"
    page = client.get("/book/", {**choice(clinic), "language": "fr"})
    assert "When?" in page.content.decode()


def test_the_script_names_the_frame_in_both_languages(client: Client) -> None:
    script = client.get("/embed/book.js").content.decode()
    assert '{"en": "Book a massage", "fr": "R\\u00e9server un massage"}' in script


@pytest.mark.parametrize("language", ["de", "", "\0", "fr'\">"])
def test_it_takes_no_language_that_nobody_speaks(client: Client, language: str) -> None:
    answer = client.get("/embed/book/", {"language": language}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "fr'" not in answer.content.decode()
