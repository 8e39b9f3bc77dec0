"""The roster in French: its words, days, hours and lengths."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from booking.models import Status
from booking.templatetags.clinic_time import day_as
from roster.feed.link import address_of, make_link
from roster.models import TimeOffRequest
from tests.roster.rosters import Roster, page_text
from therapists.models import TimeOff

pytestmark = pytest.mark.django_db(transaction=True)
IN_FRENCH = {"Accept-Language": "fr-CA"}
ENGLISH = re.compile(
    r"\b(Today|Week|Time off|Sign out|Start|Finish|session|minutes late|free|pm|am|Booked|Off)\b"
)


def said(browser: Client, address: str = "/roster/") -> str:
    return page_text(browser.get(address, headers=IN_FRENCH))


def test_a_day_is_in_french(roster: Roster, maya: Client) -> None:
    roster.session(-60, Status.COMPLETED)
    roster.session(30)
    page = said(maya)
    assert "Aujourd’hui" in page
    assert "2 séances" in page
    assert re.search(r"\d+ h( \d\d)? à \d+ h", page)
    assert "Commencer : Zoe, " in page
    assert not ENGLISH.findall(page)


def test_what_is_free_is_said_in_french(roster: Roster, maya: Client) -> None:
    roster.session(30)
    assert re.search(r"Libre : \d+ (heures?|minutes)", said(maya))


def test_a_week_is_in_french(roster: Roster, maya: Client) -> None:
    roster.session(30)
    with override("fr-ca"):
        today = day_as(roster.today, "D j M")
    page = said(maya, "/roster/week/")
    assert "Cette semaine" in page
    assert f"{today} aujourd’hui" in page
    assert not ENGLISH.findall(page)


def test_running_late_is_said_in_french(roster: Roster, maya: Client) -> None:
    roster.session(15)
    maya.post("/roster/late/", {"minutes": "10"}, headers=IN_FRENCH)
    page = said(maya)
    assert "Vous avez 10 minutes de retard" in page
    assert "au lieu de" in page


def test_a_refusal_is_in_french(roster: Roster, maya: Client) -> None:
    answer = maya.post("/roster/late/", {"minutes": "7"}, headers=IN_FRENCH)
    assert "Un retard s’annonce en 5, 10, 15 ou 20 minutes." in page_text(answer)


def test_asking_for_time_off_is_in_french(roster: Roster, maya: Client) -> None:
    form = {"first": "2027-06-01", "last": "2027-05-31"}
    page = page_text(maya.post("/roster/time-off/", form, headers=IN_FRENCH))
    assert "Le dernier jour ne peut pas précéder le premier." in page
    assert "Demander une absence" in page
    assert TimeOffRequest.objects.count() == 0


def test_the_calendar_is_in_the_therapists_language(roster: Roster, client: Client) -> None:
    TimeOff.objects.create(
        therapist=roster.maya, starts_at=roster.now, ends_at=roster.now + timedelta(days=1)
    )
    feed = make_link(roster.maya, now=timezone.now())
    path = re.sub(r"^https?://[^/]+", "", address_of(feed))
    assert "SUMMARY:Time off" in client.get(path, headers=IN_FRENCH).text
    User.objects.filter(therapist=roster.maya).update(language="fr-ca")
    assert "SUMMARY:Absence" in client.get(path).text
