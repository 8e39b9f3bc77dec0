"""Every page that is asked for in French is in French, and whatever its forms answer.

That words are marked does not suffice: what is looked up when a module is imported stays English.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import NoReverseMatch, reverse

from clinic.search_engines import PAGES
from frontdesk.setting_up.steps import STEPS
from tests.booking.pages import booked, choice, held, soon
from tests.care.everything import Everything
from tests.care.test_guide import WALK, walk
from tests.clinic.french import ASKED, left_in_english
from tests.clinic.unmeant import forms_of
from tests.factories import Clinic, make_patient, make_treatment, make_user
from tests.frontdesk.test_every_address import Scene
from tests.staff import at_work, browser_of
from treatments.guide.rules import FASCIA

pytestmark = pytest.mark.django_db(transaction=True)

# Of one appointment, as whoever has its link sees it.
OF_A_VISIT = ("appointment", "reschedule", "attending", "cancel", "contact", "earlier")


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


def english_on(
    client: Client, addresses: Iterable[str], *, all_shown: bool = False
) -> dict[str, set[str]]:
    """What is left in English, by address: on the pages, and on what their forms answer."""
    shown = {address: client.get(address, headers=ASKED) for address in addresses}
    assert not all_shown or {answer.status_code for answer in shown.values()} == {200}, shown
    found = {address: english_in(answer) for address, answer in shown.items()}
    pages = [(address, answer.text) for address, answer in shown.items() if is_page(answer)]
    forms = forms_of(pages)
    # What is refused first: it changes nothing.
    nonsense = [(form, form.nonsense) for form in forms]
    for form, fields in [*nonsense, *((form, form.empty) for form in forms)]:
        headers = {**ASKED, **({"HX-Request": "true"} if form.by_htmx else {})}
        answer = client.post(form.address, fields, headers=headers, follow=True)
        found.setdefault(f"POST {form.address}", set()).update(english_in(answer))
    return {address: words for address, words in found.items() if words}


def is_page(answer: Any) -> bool:
    return bool(answer.get("Content-Type", "").startswith("text/html"))


def english_in(answer: Any) -> set[str]:
    """Pages say themselves that they are French."""
    if not is_page(answer):
        return set()
    if "<html" in answer.text and answer.status_code != HTTPStatus.FOUND:
        assert '<html lang="fr' in answer.text, answer.request["PATH_INFO"]
    return left_in_english(answer.text)


def test_it_finds_english() -> None:
    page = '<p>Sign out?</p><a title="Send a new code">x</a><script>"Sign out?"</script>'
    assert left_in_english(page) == {"Sign out?", "Send a new code"}
    assert left_in_english("<p>You are signed in as pat@example.test.</p>")
    assert left_in_english("<p>Se déconnecter?</p>") == set()
    assert left_in_english("<p>The oldest message has waited for 14 minutes.</p>")
    assert left_in_english("<p lang='en-ca'>Needs attention</p><span>À régler</span>") == set()


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


def test_a_booking_is_in_french(clinic: Clinic, client: Client) -> None:
    week = urlencode(choice(clinic))
    for number, somebody in enumerate((client, browser_of(make_user()))):
        kept = reverse("booking:details", args=[held(clinic, soon(clinic, 13 + number)).token])
        pages = [f"/book/?{week}", f"/waiting/join/?{week}", kept]
        assert english_on(somebody, pages, all_shown=True) == {}


@pytest.mark.parametrize("name", OF_A_VISIT)
def test_a_visit_is_in_french(clinic: Clinic, name: str) -> None:
    account = make_user()
    visit = booked(clinic, soon(clinic, 10), make_patient(account, language="fr-ca"))
    pages = ["/appointments/", reverse(f"booking:{name}", args=[visit.token])]
    assert english_on(browser_of(account), pages, all_shown=True) == {}


def test_the_waiting_list_is_in_french(client: Client) -> None:
    scene = Scene()
    pages = [
        reverse("booking:waiting", args=[scene.entry.token]),
        reverse("booking:offer", args=[scene.offer.token]),
    ]
    assert english_on(client, pages, all_shown=True) == {}


def test_the_guide_is_in_french(client: Client) -> None:
    make_treatment(FASCIA, minutes=(45, 60))
    walk(client)
    pages = ["/guide/", *(f"/guide/{question}/" for question in WALK), "/guide/suggestion/"]
    assert english_on(client, pages, all_shown=True) == {}
    walk(client, first={"red_flags": ["chest_pain"]})
    assert english_on(client, ["/guide/doctor/"], all_shown=True) == {}


def test_setting_up_is_in_french() -> None:
    manager = at_work("manager")
    pages = [reverse("frontdesk:set_up_step", args=[step.name]) for step in STEPS]
    assert english_on(manager, pages, all_shown=True) == {}
    Clinic()
    assert english_on(manager, pages, all_shown=True) == {}


@pytest.mark.parametrize("name", ["alice", "maya", "mona"])
def test_the_record_and_the_roster_are_in_french(name: str) -> None:
    scene = Everything(Clinic(therapists=2))
    assert english_on(scene.browser(name), scene.addresses().values()) == {}


def test_the_desk_is_in_french() -> None:
    scene = Scene()
    known = scene.addresses()
    # Where somebody is found before the form is shown.
    found = [f"{known[name]}?patient={scene.patient.pk}" for name in ("series_new", "waiting_add")]
    assert english_on(at_work("manager"), [*known.values(), *found]) == {}


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
