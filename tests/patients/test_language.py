"""The language of the site: asked for by the browser, chosen by the switch, kept."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.urls import urlpatterns as accounts
from booking.urls import urlpatterns as booking
from patients.coming_back import is_shown
from patients.models import Patient, Relationship
from patients.registration import register
from tests.factories import Clinic, make_patient, make_user
from tests.staff import at_work

pytestmark = pytest.mark.django_db

FRENCH = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5"}


def switch(client: Client, language: str = "fr-ca", **options: Any) -> Any:
    return client.post("/language/", {"language": language, "next": "/therapists/"}, **options)


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("fr-CA", "fr-CA"),
        ("fr", "fr-CA"),
        ("fr-FR,en;q=0.1", "fr-CA"),
        ("de,fr;q=0.4,en;q=0.2", "fr-CA"),
        ("en-US", "en-CA"),
        ("de", "en-CA"),
        ("\N{SNOWMAN};;;q=x", "en-CA"),
    ],
)
def test_it_answers_in_the_language_the_browser_asks_for(
    client: Client, asked: str, lang: str
) -> None:
    answer = client.get("/therapists/", headers={"Accept-Language": asked})
    assert f'<html lang="{lang}">' in answer.text
    assert answer["Content-Language"] == lang.lower()


def test_it_says_what_the_answer_depends_on(client: Client) -> None:
    varies = client.get("/therapists/")["Vary"]
    assert {one.strip() for one in varies.split(",")} >= {"Accept-Language", "Cookie"}


def test_it_prefers_what_was_chosen(client: Client) -> None:
    switch(client, "en-ca")
    assert '<html lang="en-CA">' in client.get("/therapists/", headers=FRENCH).text


def test_it_chooses_without_a_session_or_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = switch(client)
    assert answer.status_code == 303
    assert answer["Location"] == "/therapists/"
    assert set(client.cookies) == {settings.LANGUAGE_COOKIE_NAME}
    assert '<html lang="fr-CA">' in client.get("/").text


def test_it_offers_the_other_language_on_every_page(client: Client) -> None:
    page = client.get("/book/?treatment=swedish-massage&therapist=any").text
    assert page.count('<button name="language" value="fr-ca" lang="fr-ca">') == 2
    assert 'name="next" value="/book/?treatment=swedish-massage&amp;therapist=any"' in page


@pytest.mark.parametrize(
    ("sent", "referer", "back"),
    [
        (
            {"next": "/book/?therapist=any&from=2027-05-04"},
            "",
            "/book/?therapist=any&from=2027-05-04",
        ),
        ({"next": "/book/"}, "http://testserver/book/?therapist=any", "/book/?therapist=any"),
        ({"next": "/book/", "answered": "yes"}, "http://testserver/book/hold/", "/book/"),
        ({"next": "/book/"}, "https://elsewhere.test/page/", "/book/"),
        ({"next": "https://elsewhere.test/"}, "", "/"),
        ({"next": "//elsewhere.test/"}, "", "/"),
        ({"next": "/\\elsewhere.test/"}, "", "/"),
        ({"next": "javascript:alert(1)"}, "", "/"),
        ({"next": "\0"}, "", "/"),
        ({}, "http://testserver//elsewhere.test/x?y=z", "/elsewhere.test/x?y=z"),
        ({}, "http://testserver///elsewhere.test", "/elsewhere.test"),
        ({}, "http://testserver/\\elsewhere.test", "/elsewhere.test"),
        ({"next": "http://testserver//elsewhere.test/"}, "", "/elsewhere.test/"),
        ({"next": "http://testserver"}, "", "/"),
        ({"next": "/guide/anew/", "answered": "yes"}, "http://testserver/guide/anew/", "/guide/"),
        (
            {"next": f"/book/{'t' * 43}/release/?a=b", "answered": "yes"},
            "",
            f"/book/{'t' * 43}/",
        ),
        ({"next": f"/waiting/line/{'t' * 43}/leave/"}, "", f"/waiting/line/{'t' * 43}/"),
        ({"next": "/language/"}, "", "/"),
        ({"next": "/nothing-here/?a=b"}, "", "/nothing-here/?a=b"),
        ({}, "", "/"),
    ],
)
def test_it_comes_back_to_the_same_page(
    client: Client, sent: dict[str, str], referer: str, back: str
) -> None:
    headers = {"Referer": referer} if referer else {}
    answer = client.post("/language/", {"language": "fr-ca", **sent}, headers=headers)
    assert answer["Location"] == back


@pytest.mark.parametrize("odd", ["", "\0", "xx", "fr", "fr-ca" * 900])
def test_it_keeps_no_language_that_it_does_not_speak(client: Client, odd: str) -> None:
    assert switch(client, odd).status_code == 303
    assert not client.cookies


@pytest.mark.parametrize(
    "origin",
    [
        *("https://elsewhere.test", "null", "", "testserver", "//testserver", "/"),
        *("https://testserver", "http://testserver:8000", "http://testserver.elsewhere.test"),
    ],
)
def test_it_lets_no_other_site_choose(client: Client, origin: str) -> None:
    account = make_user()
    client.force_login(account)
    answer = switch(client, headers={"Origin": origin})
    assert answer.status_code == 303
    assert_nothing_chosen(client, account)


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}])
def test_it_lets_our_own_pages_choose(client: Client, headers: dict[str, str]) -> None:
    switch(client, headers=headers)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr-ca"


@pytest.mark.parametrize("method", ["get", "head"])
def test_it_changes_nothing_when_it_is_only_looked_at(client: Client, method: str) -> None:
    account = make_user()
    client.force_login(account)
    assert getattr(client, method)("/language/?language=fr-ca").status_code == 405
    assert_nothing_chosen(client, account)


def assert_nothing_chosen(client: Client, account: User) -> None:
    """Neither in the browser, nor on the account."""
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
    account.refresh_from_db()
    assert account.language == ""


def addresses_of(routes: Sequence[URLPattern], room: str) -> list[str]:
    """Each with keys of the right kind that nothing has."""
    known = {"IntConverter": 1, "TokenConverter": "t" * 43, "DateConverter": date(2027, 5, 4)}
    found = []
    for route in routes:
        kinds = {key: type(one).__name__ for key, one in route.pattern.converters.items()}
        keys = {key: known.get(kind, "x") for key, kind in kinds.items()}
        found.append(reverse(f"{room}:{route.name}", kwargs=keys))
    return found


def test_it_knows_which_addresses_only_take_answers(client: Client) -> None:
    every = [*addresses_of(booking, "booking"), *addresses_of(accounts, "accounts")]
    unshown = {address for address in every if not is_shown(address)}
    assert len(unshown) >= 5
    assert unshown == {address for address in every if client.get(address).status_code == 405}


def test_it_is_kept_on_the_account_and_for_the_persons_own_messages(client: Client) -> None:
    account = make_user()
    own = make_patient(account=account, language="en-ca")
    child = make_patient(account=account, relationship=Relationship.CHILD, language="en-ca")
    client.force_login(account)
    switch(client)
    for row in (account, own, child):
        row.refresh_from_db()
    assert (account.language, own.language, child.language) == ("fr-ca", "fr-ca", "en-ca")


def test_it_is_in_the_menu_of_the_admin() -> None:
    bob = at_work("receptionist")
    page = bob.get("/admin/patients/patient/").text
    form = page[page.index('action="/language/"') :]
    sent = re.findall(r'name="language" type="hidden" value="([^"]*)"', form)
    assert set(sent) == {"en-ca", "fr-ca"}
    bob.post("/language/", {"language": "fr-ca"})
    assert User.objects.get(pk=bob.session["_auth_user_id"]).language == "fr-ca"


def test_it_changes_nobody_elses(client: Client) -> None:
    other = make_patient(language="en-ca")
    client.force_login(make_user())
    switch(client)
    other.refresh_from_db()
    assert other.language == "en-ca"


def test_it_writes_to_a_new_patient_in_the_language_of_the_page() -> None:
    with override("fr-ca"):
        patient = register(
            account=make_user(),
            relationship=Relationship.SELF,
            given_name="Zoé",
            family_name="Roy",
            now=timezone.now(),
        )
    assert Patient.objects.get(pk=patient.pk).speaks == "fr-ca"


@pytest.mark.parametrize("address", ["/", "/treatments/", "/therapists/", "/book/", "/guide/"])
def test_it_asks_the_database_nothing_more_for_the_language(client: Client, address: str) -> None:
    Clinic()
    client.get(address)
    with CaptureQueriesContext(connection) as english:
        client.get(address)
    switch(client)
    client.get(address)
    with CaptureQueriesContext(connection) as french:
        client.get(address)
    assert len(french) == len(english)
    assert not [query for query in french if "session" in query["sql"]]
