"""What search engines and link previews are told, and what they are not."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from locations.structured_data import as_json_ld
from tests.factories import make_location, make_therapist, make_treatment
from therapists.models import Registration

pytestmark = pytest.mark.django_db


def told(page: str) -> list[dict[str, Any]]:
    """The things of the page's JSON-LD."""
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    graph: list[dict[str, Any]] = json.loads(text)["@graph"]
    return graph


def test_the_sitemap_lists_what_anybody_may_read(client: Client) -> None:
    make_treatment("swedish-massage")
    make_treatment("gone", is_active=False)
    make_therapist("maya")
    sitemap = client.get("/sitemap.xml").content.decode()
    paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", sitemap)
    assert paths == [
        *("/", "/book/", "/guide/", "/treatments/", "/therapists/"),
        *("/accessibility/", "/treatments/swedish-massage/", "/therapists/maya/"),
    ]
    assert all(client.get(path).status_code == 200 for path in paths)


def test_robots_are_kept_out_of_personal_pages(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    for path in ("/appointments/", "/admin/", "/care/", "/waiting/", "/embed/", "/messages/"):
        assert f"Disallow: {path}" in lines
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"


def test_the_first_page_tells_of_each_location(client: Client) -> None:
    make_location("harbour", name="Harbour", city="Port Moody")
    make_location("closed", is_active=False)
    [business] = told(client.get("/").content.decode())
    assert business["address"]["addressLocality"] == "Port Moody"
    assert business["openingHoursSpecification"][0]["dayOfWeek"] == "https://schema.org/Monday"


def test_a_treatment_tells_its_prices(client: Client) -> None:
    make_treatment("swedish-massage", minutes=(60,))
    [service] = told(client.get("/treatments/swedish-massage/").content.decode())
    [offer] = service["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("90.00", "CAD")


def test_a_therapist_tells_the_licence(client: Client) -> None:
    maya = make_therapist("maya")
    Registration.objects.create(therapist=maya, college="CHCPBC", number="12345")
    [person] = told(client.get("/therapists/maya/").content.decode())
    assert person["hasCredential"][0]["name"] == "RMT 12345"


def test_no_name_ends_the_element(client: Client) -> None:
    make_treatment("odd", name="</script><script>alert(1)</script>")
    [service] = told(client.get("/treatments/odd/").content.decode())
    assert service["name"] == "</script><script>alert(1)</script>"
    assert not set("<>&") & set(as_json_ld(service))


def test_links_to_public_pages_have_a_preview_and_secret_ones_none(client: Client) -> None:
    page = client.get("/treatments/?utm=x").content.decode()
    assert f'rel="canonical" href="{settings.SITE_URL}/treatments/"' in page
    assert 'property="og:image"' in page
    for path in (f"/appointments/{'x' * 43}/", "/accounts/sign-in/", "/guide/first/"):
        page = client.get(path).content.decode()
        assert "canonical" not in page
        assert "og:url" not in page


@pytest.mark.parametrize("picture", ["drawings/card.png", "drawings/touch-icon.png"])
def test_the_pictures_are_there(picture: str) -> None:
    assert finders.find(picture)
