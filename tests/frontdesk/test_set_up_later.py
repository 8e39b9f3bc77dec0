"""The set-up of a clinic that is at work already."""

from datetime import time

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from booking.models import BookingPolicy
from frontdesk.setting_up.checks import CHECKS, Checklist, Facts, Found, Line, checklist
from locations.letterhead import rename
from locations.models import Location, OpeningHours
from reminders.models import ArchivedMessage, Channel, State
from tests.factories import make_location, make_therapist, make_treatment
from tests.frontdesk.set_up import OWNER, PLACE, answer, form_of, page_of, set_up_until
from tests.staff import browser_of, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    return browser_of(make_staff("manager", OWNER))


def test_what_somebody_else_has_changed_is_told_before_a_typing_error(owner: Client) -> None:
    set_up_until("messages")
    seen = form_of("policy").edition
    assert answer(owner, "policy", notice_minutes="30").status_code == 303
    told = answer(owner, "policy", seen=seen, horizon_days="0")
    assert told.status_code == 409
    assert "Somebody has changed this in the meantime" in told.text


def test_another_language_is_nobodys_change() -> None:
    make_location(rooms=0)
    with override("fr-ca"):
        in_french = form_of("rooms")
    assert in_french.edition == form_of("rooms").edition


def test_it_suggests_the_name_that_the_pages_say() -> None:
    assert form_of("name")["name"].value() == settings.CLINIC_NAME
    rename("Backs & Necks")
    assert form_of("name")["name"].value() == "Backs & Necks"


def test_it_leaves_alone_what_is_open_past_midnight(owner: Client) -> None:
    set_up_until("rooms")
    OpeningHours.objects.filter(weekday=4).update(opens=time(18), closes=time(2))
    assert "6:00 pm – 2:00 am: this stays as it is" in owner.get(page_of("hours")).text
    assert answer(owner, "hours", ends_1="16:00").status_code == 303
    closes = dict(OpeningHours.objects.values_list("weekday", "closes"))
    assert (closes[1], closes[4]) == (time(16), time(2))


def test_it_suggests_no_shift_past_midnight() -> None:
    set_up_until("treatments")
    OpeningHours.objects.filter(weekday__gte=3).update(opens=time(18), closes=time(0))
    location = Location.objects.get()
    OpeningHours.objects.create(location=location, weekday=3, opens="09:00", closes="12:00")
    week = {row.weekday: row for row in form_of("therapist").week}
    assert [day for day, row in week.items() if row.is_on.value()] == [0, 1, 2, 3]
    assert week[3].ends.value() == time(12)


def test_another_province_has_another_clock(owner: Client) -> None:
    answer(owner, "location", **PLACE)
    answer(owner, "location", province="ON")
    assert Location.objects.get().zone_name == "America/Toronto"
    # Who means it says so.
    answer(owner, "location", zone_name="Vancouver")
    answer(owner, "location", province="QC")
    assert Location.objects.get().zone_name == "America/Vancouver"


def test_it_ticks_no_shipped_type_for_a_clinic_with_its_own() -> None:
    make_treatment("hot-stones")
    assert not any(one.offered.value() for one in form_of("treatments").offers)


def test_it_leads_to_the_location_that_lacks_something(owner: Client) -> None:
    set_up_until("done")
    second = make_location("z-second")
    BookingPolicy.objects.filter(location=second).delete()
    address = f"{page_of('policy')}?location=z-second"
    assert address in owner.get(reverse("frontdesk:set_up")).text
    page = owner.get(address)
    # The other steps are about the same one; the first is a click away.
    assert page.context["next_url"] == f"{page_of('messages')}?location=z-second"
    assert f"{page_of('policy')}?location=port-moody" in page.text


def test_it_leads_to_the_therapist_who_has_no_shifts(owner: Client) -> None:
    set_up_until("messages")
    idle = make_therapist("idle")
    address = reverse("admin:therapists_therapist_change", args=[idle.pk])
    [line] = [one for one in checklist(Facts(timezone.now())).later if one.check.name == "shifts"]
    assert line.url == address
    assert f'Missing: <a href="{address}">{idle.name}</a>' in owner.get("/admin/set-up/").text


def test_a_message_that_went_long_ago_counts() -> None:
    now = timezone.now()
    archived = {"subject": "code:1", "version": 0, "kind": "code", "channel": Channel.EMAIL}
    times = dict.fromkeys(("due_at", "created_at", "archived_at"), now)
    ArchivedMessage.objects.create(key=1, state=State.SENT, **archived, **times)
    assert Facts(now).has_gone(Channel.EMAIL)
    assert not Facts(now).has_gone(Channel.SMS)


def test_it_says_that_patients_can_book_already(owner: Client) -> None:
    set_up_until("done")
    assert Location.objects.count() == 1
    rename("")
    page = owner.get(reverse("admin:index"))
    assert "Patients can book. This is still missing:" in page.text
    assert page.text.count('class="is-missing"') == 2
    assert 'class="is-done"' not in page.text
    assert "as soon as everything here is done" not in page.text


def test_a_clinic_without_a_free_time_is_not_called_unready() -> None:
    full = Checklist([Line(check, Found(check.name != "free_start")) for check in CHECKS])
    card = render_to_string("admin/frontdesk/set_up/card.html", {"checklist": full})
    assert "Fully booked" in card
    assert "Getting ready" not in card


def test_who_has_typed_nothing_goes_at_once(owner: Client) -> None:
    set_up_until("hours")
    for leave, leads in (("back", "location"), ("on", "rooms"), ("\0", "rooms")):
        left = answer(owner, "hours", leave=leave)
        assert (left.status_code, left["Location"]) == (303, page_of(leads))
    assert not OpeningHours.objects.exists()


def test_who_has_typed_something_is_asked_first(owner: Client) -> None:
    set_up_until("hours")
    seen = form_of("hours").edition
    asked = answer(owner, "hours", ends_0="13:37", leave="back")
    assert "What you typed here is not stored yet." in asked.text
    assert f'<a href="{page_of("location")}">Go back without saving</a>' in asked.text
    assert 'value="13:37"' in asked.text
    assert not OpeningHours.objects.exists()
    # Somebody else is quicker: saving from there is told so.
    answer(owner, "hours")
    assert asked.context["seen"] == seen != form_of("hours").edition
