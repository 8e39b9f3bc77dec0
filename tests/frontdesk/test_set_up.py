"""From an empty database to the first booking."""

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking.models import Appointment, BookingPolicy, Status
from frontdesk.setting_up.checks import Facts, checklist
from frontdesk.setting_up.steps import STEPS
from locations.letterhead import clinic_name
from locations.models import Location, OpeningHours, Room
from reminders import delivery
from reminders.models import OutgoingMessage
from tests.accounts.codes import newest_code
from tests.edges import Mailbox
from tests.frontdesk.set_up import (
    ANSWERS,
    MAYA,
    OWNER,
    PLACE,
    answer,
    form_of,
    page_of,
    set_up_until,
    shown,
)
from tests.staff import browser_of, make_staff
from therapists.models import Therapist, WeeklyShift
from treatments.models import TreatmentOption, TreatmentType

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    """Somebody who may set up, with nothing else there."""
    return browser_of(make_staff("manager", OWNER))


@pytest.fixture
def new_owner(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Signed in with the account that the command makes, in an otherwise empty database."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("seven green teapots\n"))
    call_command("create_owner", OWNER, password_from_stdin=True, stdout=io.StringIO())
    client = Client()
    client.post("/accounts/login/", {"login": OWNER, "password": "seven green teapots"})
    return client


def deliver() -> None:
    delivery.run(clock=timezone.now)


def done() -> int:
    return checklist(Facts(timezone.now())).done


def test_it_leads_from_nothing_to_a_booking(new_owner: Client, mailbox: Mailbox) -> None:
    for step in STEPS[:-1]:
        page = new_owner.get(page_of(step.name))
        sent = answer(new_owner, step.name, **ANSWERS[step.name], seen=page.context["seen"])
        assert sent.status_code == 303
    deliver()
    page = new_owner.get(page_of("done"))
    found = page.context["facts"].free_start
    assert "Patients can book" in page.text
    assert done() == 9
    patient = Client()
    held = patient.post(
        "/book/hold/",
        {
            "treatment": found.option.treatment.slug,
            "duration": found.option.minutes,
            "location": found.location.slug,
            "therapist": "any",
            "starts_at": found.at.isoformat(),
        },
    )["Location"]
    patient.post(f"{held}sign-in/", {"email": "alice@example.test"})
    patient.post(f"{held}code/", {"code": newest_code(mailbox, "alice@example.test")})
    patient.post(held, {"given_name": "Alice", "family_name": "Archer", "who": "self"})
    assert Appointment.objects.get().status == Status.BOOKED


def test_it_goes_on_where_it_was_left(owner: Client) -> None:
    def next_page() -> str:
        return checklist(Facts(timezone.now())).next_url.partition("?")[0]

    for step in STEPS[:-1]:
        assert next_page() == page_of(step.name)
        answer(owner, step.name, **ANSWERS[step.name])
    # The test message has not come yet.
    assert next_page() == page_of("messages")


def test_it_asks_for_nothing_that_is_there() -> None:
    set_up_until("done")
    assert shown("location") == {**shown("location"), **PLACE, "zone_name": "America/Vancouver"}


def test_it_names_the_clinic(owner: Client) -> None:
    response = answer(owner, "name", name="  Backs   & Necks ")
    assert (response.status_code, response["Location"]) == (303, page_of("location"))
    assert clinic_name() == "Backs & Necks"


@pytest.mark.parametrize(
    ("province", "typed", "zone"),
    [
        ("BC", "", "America/Vancouver"),
        ("NL", "", "America/St_Johns"),
        ("BC", "toronto", "America/Toronto"),
        ("BC", "st johns", "America/St_Johns"),
        ("BC", "europe/paris", "Europe/Paris"),
    ],
)
def test_it_finds_the_time_zone(owner: Client, province: str, typed: str, zone: str) -> None:
    answer(owner, "location", **{**PLACE, "province": province, "zone_name": typed})
    assert Location.objects.get().zone_name == zone


def test_it_changes_the_location_that_is_there(owner: Client) -> None:
    answer(owner, "location", **PLACE)
    answer(owner, "location", name="Moody Centre")
    location = Location.objects.get()
    assert (location.name, location.slug) == ("Moody Centre", "port-moody")


def test_it_stores_the_week_as_typed(owner: Client) -> None:
    set_up_until("hours")
    answer(owner, "hours", starts_0="08:30", on_5=None, on_6="on", starts_6="10:00", ends_6="14:00")
    hours = [f"{row}" for row in OpeningHours.objects.all()]
    assert (hours[0], hours[-1]) == ("Monday 08:30 to 18:00", "Sunday 10:00 to 14:00")
    assert len(hours) == 6


def test_it_leaves_alone_a_day_with_a_break(owner: Client) -> None:
    set_up_until("rooms")
    location = Location.objects.get()
    OpeningHours.objects.create(location=location, weekday=0, opens="19:00", closes="21:00")
    answer(owner, "hours", ends_1="16:00")
    days = [row.weekday for row in OpeningHours.objects.all()]
    assert days == [0, 0, 1, 2, 3, 4, 5]


def test_it_adds_rooms_and_takes_none_away(owner: Client) -> None:
    set_up_until("treatments")
    answer(owner, "rooms", names="Fern\n\n  Fern \nMoss")
    assert set(Room.objects.values_list("name", flat=True)) == {"Arbutus", "Cedar", "Fern", "Moss"}


def test_it_offers_what_is_ticked_at_the_price_that_is_typed(owner: Client) -> None:
    slug = "swedish-massage"
    others = {f"offer_{one}": None for one in ("deep-tissue-massage", "myofascial-release")}
    answer(owner, "treatments", **{f"price_{slug}_60": "118,50", f"give_{slug}_90": None, **others})
    assert TreatmentType.objects.count() == 3
    options = TreatmentOption.objects.filter(treatment__slug=slug, is_active=True)
    prices = dict(options.values_list("minutes", "price"))
    assert (str(prices[60]), 90 in prices) == ("118.50", False)


def test_it_takes_a_treatment_off_again(owner: Client) -> None:
    answer(owner, "treatments")
    answer(owner, "treatments", **{"offer_swedish-massage": None})
    assert not TreatmentType.objects.get(slug="swedish-massage").is_active


def test_it_makes_a_therapist_who_works_when_the_doors_are_open() -> None:
    set_up_until("policy")
    maya = Therapist.objects.get()
    assert (maya.slug, maya.treatments.count()) == ("maya-chen", 5)
    assert str(WeeklyShift.objects.all()[0]) == "Monday 09:00 to 17:00"
    assert maya.user
    assert [group.name for group in maya.user.groups.all()] == ["therapist"]
    assert not maya.user.is_staff


def test_it_tells_the_therapist_how_to_sign_in(mailbox: Mailbox) -> None:
    set_up_until("policy")
    deliver()
    [letter] = mailbox.to(MAYA)
    assert "/accounts/sign-in/" in letter.as_string()
    assert "How to sign in at Backs & Necks" in str(letter["Subject"])


def test_the_owner_may_be_the_therapist(owner: Client) -> None:
    set_up_until("therapist")
    answer(owner, "therapist", name="Olga Own", email=OWNER.upper())
    olga = User.objects.get(email=OWNER)
    assert {group.name for group in olga.groups.all()} == {"manager", "therapist"}
    assert not OutgoingMessage.objects.filter(kind="welcome").exists()


def test_it_stores_the_policy(owner: Client) -> None:
    set_up_until("policy")
    answer(owner, "policy", cancel_cutoff_hours="48", quiet_from="", quiet_until="")
    policy = BookingPolicy.objects.get()
    assert (policy.cancel_cutoff_hours, policy.quiet_from) == (48, None)


PRICE = "price_swedish-massage_60"
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("name", {"name": " "}, "name", "Say what the clinic is called."),
    ("name", {"name": "x" * 101}, "name", "at most 100 characters"),
    ("name", {"name": "a\0b"}, "name", "Null characters"),
    ("location", {"name": ""}, "name", "Give the location a name."),
    ("location", {**PLACE, "zone_name": "Atlantis"}, "zone_name", "There is no such time zone."),
    ("location", {**PLACE, "province": "XX"}, "province", "XX"),
    ("location", {**PLACE, "phone": "call me"}, "phone", "This is not a phone number."),
    ("hours", {"ends_0": "08:00"}, "ends_0", "The end must be later than the start."),
    ("hours", {"starts_0": ""}, "starts_0", "Give a time"),
    ("hours", {"starts_0": "25:99"}, "starts_0", "This is not a time."),
    ("hours", {f"on_{day}": None for day in range(7)}, "__all__", "at least one day"),
    ("rooms", {"names": " \n "}, "names", "A session needs a room."),
    ("rooms", {"names": "x" * 51}, "names", "at most 50 characters"),
    ("rooms", {"names": "\n".join(map(str, range(51)))}, "names", "at most 50 rooms"),
    (
        "treatments",
        {PRICE: "a lot"},
        PRICE,
        "not a price",
    ),
    ("treatments", {PRICE: "-1"}, PRICE, "not below 0"),
    ("treatments", {PRICE: ""}, PRICE, "what it costs"),
    ("therapist", {"name": "", "email": MAYA}, "name", "Give the therapist’s name."),
    ("therapist", {"name": "Maya", "email": "maya"}, "email", "This is not an e-mail address."),
    (
        "therapist",
        {"name": "M", "email": MAYA, "treatments": []},
        "treatments",
        "Tick at least one",
    ),
    ("therapist", {"name": "M", "email": MAYA, "treatments": ["x"]}, "treatments", "of the list"),
    ("therapist", {"name": "M", "email": MAYA, "number": "1"}, "college", "Give both"),
    ("policy", {"horizon_days": "0"}, "horizon_days", "greater than or equal to 1"),
    ("policy", {"cancel_cutoff_hours": "9" * 30}, "cancel_cutoff_hours", "less than or equal"),
    ("policy", {"quiet_until": ""}, "quiet_until", "Say until when it is quiet"),
    ("messages", {"send": "sms", "phone": "12"}, "phone", "This is not a phone number."),
    ("messages", {"send": "sms"}, "phone", "Give the number of your telephone."),
]


@pytest.mark.parametrize("step", dict.fromkeys(step for step, *_ in WRONG))
def test_it_refuses_beside_the_field_and_loses_nothing(owner: Client, step: str) -> None:
    set_up_until(step)
    before = stored()
    for _step, typed, field, sentence in (each for each in WRONG if each[0] == step):
        response = answer(owner, step, **typed)
        assert response.status_code == 422, typed
        assert sentence in " ".join(response.context["form"].errors[field])
        for name, value in (each for each in typed.items() if each[0] != "send"):
            assert response.context["form"][name].value() in (value, None, False)
    assert stored() == before


def stored() -> list[Any]:
    """All that a step could have changed."""
    models = (Location, OpeningHours, Room, TreatmentType, Therapist, BookingPolicy, User)
    return [clinic_name(), *(model.objects.count() for model in models)]


@pytest.mark.parametrize("step", ["name", "location", "hours", "treatments", "policy"])
def test_the_second_of_two_tabs_is_told(owner: Client, step: str) -> None:
    set_up_until("messages")
    change = {
        "name": {"name": "First"},
        "location": {"phone": "604-555-0100"},
        "hours": {"ends_0": "15:00"},
        "treatments": {PRICE: "99"},
        "policy": {"notice_minutes": "30"},
    }[step]
    seen = form_of(step).edition
    assert answer(owner, step, **change).status_code == 303
    response = answer(owner, step, seen=seen)
    assert response.status_code == 409
    assert "Somebody has changed this in the meantime" in response.text
    # What the second one typed is stored when they insist.
    assert answer(owner, step, seen=response.context["form"].edition).status_code == 303


def test_two_tabs_make_one_location(owner: Client) -> None:
    seen = form_of("location").edition
    first, second = (answer(owner, "location", **PLACE, seen=seen) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 409)
    assert Location.objects.count() == 1


def test_two_tabs_make_one_therapist(owner: Client) -> None:
    set_up_until("therapist")
    maya = {"name": "Maya Chen", "email": MAYA}
    assert answer(owner, "therapist", **maya).status_code == 303
    assert answer(owner, "therapist", **maya).status_code == 422
    assert Therapist.objects.count() == 1


@pytest.mark.parametrize("step", ["hours", "rooms", "therapist", "policy"])
def test_it_asks_first_where_it_is(owner: Client, step: str) -> None:
    page = owner.get(page_of(step))
    assert (page.status_code, "First say where patients come to." in page.text) == (200, True)
    assert owner.post(page_of(step), {}).status_code == 409


def test_it_knows_no_other_steps(owner: Client) -> None:
    assert owner.get(page_of("roof")).status_code == 404


def test_the_hours_of_a_place_that_is_booked_are_changed_in_the_admin(owner: Client) -> None:
    set_up_until("done")
    found = owner.get(page_of("done")).context["facts"].free_start
    Client().post(
        "/book/hold/",
        {
            "treatment": found.option.treatment.slug,
            "duration": found.option.minutes,
            "location": found.location.slug,
            "therapist": "any",
            "starts_at": found.at.isoformat(),
        },
    )
    assert "People are booked here." in owner.get(page_of("hours")).text
    assert owner.post(page_of("hours"), {}).status_code == 409


def test_it_shows_what_became_of_a_message(owner: Client, mailbox: Mailbox) -> None:
    answer(owner, "messages", send="email")
    answer(owner, "messages", send="email")
    assert OutgoingMessage.objects.filter(kind="test_message").count() == 1
    assert "On its way." in owner.get(page_of("messages")).text
    deliver()
    assert "It has left" in owner.get(page_of("messages")).text
    assert len(mailbox.messages) == 1


def test_it_says_why_a_message_did_not_go(owner: Client, mailbox: Mailbox) -> None:
    mailbox.answer_recipients_with("550 5.1.1 No such user")
    answer(owner, "messages", send="email")
    deliver()
    page = owner.get(page_of("messages")).text
    assert "It could not be sent." in page
    assert "550" in page


def test_it_sends_a_text_message_to_the_number_typed(owner: Client, sms_provider: Any) -> None:
    answer(owner, "messages", send="sms", phone="604-555-0142")
    deliver()
    assert sms_provider.requests[0]["To"] == "+16045550142"
    assert "this is the test message" in sms_provider.requests[0]["Body"]


def test_the_first_page_of_the_admin_shows_what_is_missing(owner: Client) -> None:
    assert "Getting ready: 0 of 9" in owner.get("/admin/").text
    answer(owner, "name", name="Backs & Necks")
    assert "Getting ready: 1 of 9" in owner.get("/admin/").text


def test_the_first_page_says_nothing_when_all_is_there(owner: Client) -> None:
    set_up_until("done")
    deliver()
    page = owner.get("/admin/").text
    assert "Getting ready" not in page
    assert "Text messages that arrive" in page


def test_an_empty_clinic_costs_few_queries(
    owner: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(9):
        checklist(Facts(timezone.now()))


def test_a_clinic_at_work_costs_few_queries(
    owner: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    set_up_until("done")
    with django_assert_max_num_queries(13):
        checklist(Facts(timezone.now()))
