"""How many queries each address may take to be looked at, whoever looks. A new one is among them.

What a page takes beside many sessions or patients, its own room's tests say.
"""

from collections.abc import Iterable

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.urls import urlpatterns as booking
from tests.booking.pages import choice
from tests.care.everything import Everything
from tests.factories import Clinic
from tests.frontdesk.test_every_address import Scene
from tests.staff import at_work

MOST_IN_PUBLIC, MOST_SIGNED_IN, MOST_AT_THE_DESK = 7, 19, 22
# One for each of the guide's concerns: they are part of the program.
MORE = {"/admin/treatments/guideconcern/": 30}
SESSION = "django_session"


def asked(browser: Client, addresses: Iterable[str]) -> dict[str, list[str]]:
    """The queries of each address that is there to be looked at."""
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        found[address] = [query["sql"] for query in queries.captured_queries]
    return found


def too_many(found: dict[str, list[str]], most: int) -> dict[str, int]:
    return {
        address: len(sql) for address, sql in found.items() if len(sql) > MORE.get(address, most)
    }


def public(scene: Everything, clinic: Clinic) -> list[str]:
    """What anybody may look at, and what opens with a secret link."""
    week = "&".join(f"{name}={value}" for name, value in choice(clinic).items())
    slug, who = clinic.treatment.slug, clinic.therapist.slug
    return [
        *("/", "/treatments/", f"/treatments/{slug}/", "/therapists/", f"/therapists/{who}/"),
        *("/book/", f"/book/?{week}", f"/embed/book/?{week}", f"/waiting/join/?{week}"),
        *("/guide/", "/guide/first/", "/accounts/sign-in/", "/accessibility/", "/offline/"),
        *("/sitemap.xml", "/robots.txt", "/nothing-here/", f"/api/v1/availability?{week}"),
        *(f"/api/v1/{kind}" for kind in ("locations", "treatments", "therapists")),
    ]


def of_the_visit(scene: Everything) -> list[str]:
    token = {"token": scene.next_visit.token}
    names = {str(route.name) for route in booking if set(route.pattern.converters) == {"token"}}
    return [reverse(f"booking:{name}", kwargs=token) for name in sorted(names)]


@pytest.mark.django_db
def test_public_pages_take_few_queries_and_no_session() -> None:
    clinic = Clinic(therapists=2, rooms=2)
    found = asked(Client(), public(Everything(clinic), clinic))
    assert too_many(found, MOST_IN_PUBLIC) == {}
    assert [address for address, sql in found.items() if SESSION in "".join(sql)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["alice", "maya"])
def test_signed_in_pages_take_few_queries(name: str) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    scene = Everything(clinic)
    addresses = (*scene.addresses().values(), *of_the_visit(scene), "/appointments/")
    found = asked(scene.browser(name), (*addresses, *public(scene, clinic)))
    assert too_many(found, MOST_SIGNED_IN) == {}


@pytest.mark.django_db(transaction=True)
def test_the_desk_takes_few_queries() -> None:
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    addresses = (*Scene().addresses().values(), *lists, "/admin/", "/admin/messages/")
    assert too_many(asked(at_work("manager"), addresses), MOST_AT_THE_DESK) == {}
