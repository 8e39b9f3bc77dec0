"""Every page that is asked for in French is in French: no word of ours is left in English.

That words are marked does not suffice: what is looked up when a module is imported stays English.
"""

from collections.abc import Iterable

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import NoReverseMatch, reverse

from clinic.search_engines import PAGES
from tests.care.everything import Everything
from tests.clinic.french import ASKED, left_in_english
from tests.factories import Clinic
from tests.frontdesk.test_every_address import Scene
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)


def english_on(client: Client, addresses: Iterable[str]) -> dict[str, set[str]]:
    """What is left in English, by address; and that pages say that they are French."""
    found = {}
    for address in addresses:
        answer = client.get(address, headers=ASKED)
        if answer.get("Content-Type", "").startswith("text/html"):
            found[address] = left_in_english(answer.text)
            if "<html" in answer.text and answer.status_code != 302:
                assert '<html lang="fr' in answer.text, address
    return {address: words for address, words in found.items() if words}


def test_it_finds_english() -> None:
    page = '<p>Sign out?</p><a title="Send a new code">x</a><script>"Sign out?"</script>'
    assert left_in_english(page) == {"Sign out?", "Send a new code"}
    assert left_in_english("<p>You are signed in as pat@example.test.</p>")
    assert left_in_english("<p>Se déconnecter?</p>") == set()


def test_public_pages_are_in_french(client: Client) -> None:
    clinic = Clinic()
    pages = [reverse(name) for name in PAGES]
    pages += [
        f"/treatments/{clinic.treatment.slug}/",
        f"/therapists/{clinic.therapist.slug}/",
        f"/book/?treatment={clinic.treatment.slug}&therapist=any",
        "/book/?from=2027-02-29",
        *("/nothing-here/", "/accounts/sign-in/", "/accounts/login/", "/accounts/inactive/"),
    ]
    assert english_on(client, pages) == {}


@pytest.mark.parametrize("name", ["alice", "maya", "mona"])
def test_the_record_and_the_roster_are_in_french(name: str) -> None:
    scene = Everything(Clinic(therapists=2))
    assert english_on(scene.browser(name), scene.addresses().values()) == {}


def test_the_desk_is_in_french() -> None:
    assert english_on(at_work("manager"), Scene().addresses().values()) == {}


def test_the_admin_is_in_french() -> None:
    Scene()
    addresses = ["/admin/"]
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses += [reverse(f"{name}_changelist"), *_of_one(name, model._default_manager.first())]
    assert english_on(at_work("manager"), addresses) == {}


def _of_one(name: str, row: object) -> Iterable[str]:
    try:
        yield reverse(f"{name}_add")
    except NoReverseMatch:
        return
    if pk := getattr(row, "pk", None):
        yield reverse(f"{name}_change", args=[pk])
