"""What browsers keep for when there is no connection: nothing of anybody's."""

import json
import re

import pytest
from django.test import Client
from pytest_django import Settings

FACTS = re.compile(r"^const FACTS = (.*);$", re.MULTILINE)


def facts(client: Client) -> dict[str, object]:
    found = FACTS.search(client.get("/service-worker.js").text)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("address", ["/offline/", "/offline/form/"])
def test_it_is_the_same_page_for_everybody(client: Client, address: str) -> None:
    english = client.get(address, headers={"Accept-Language": "en-CA"})
    french = client.get(address, headers={"Accept-Language": "fr-CA"})
    assert english.content == french.content
    assert "No connection" in english.text
    assert "Pas de connexion" in english.text
    assert "Set-Cookie" not in english.headers


def test_it_keeps_two_pages_and_their_files(client: Client) -> None:
    known = facts(client)
    files = known["files"]
    assert isinstance(files, list)
    assert [known["page"], known["form"]] == ["/offline/", "/offline/form/"]
    assert all(path.startswith("/static/") for path in files)
    for page in ("/offline/", "/offline/form/"):
        wanted = re.findall(r'(?:href|src)="(/static/[^"#]*)', client.get(page).text)
        assert set(wanted) <= set(files)


def test_the_worker_is_asked_for_anew_each_time(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_another_file_makes_another_version(client: Client, settings: Settings) -> None:
    before = facts(client)["version"]
    assert facts(client)["version"] == before
    settings.STATIC_URL = "/elsewhere/"
    assert facts(client)["version"] != before


def test_switched_off_it_takes_itself_away(client: Client, settings: Settings) -> None:
    settings.OFFLINE_PAGE = False
    worker = client.get("/service-worker.js").text
    assert "registration.unregister()" in worker
    assert "respondWith" not in worker
    assert "js/offline.js" not in client.get("/accounts/sign-in/").text
