"""The list of what needs attention: who may see it, and what the desk does about each entry."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from booking import attention
from booking.models import Appointment, Attention, Status
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.booking.rows import messages_about
from tests.booking.stranding import appoint, off
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_patient, make_room, make_therapist
from tests.staff import at_work, browser_of, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/attention/"


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=3, rooms=2)


@pytest.fixture
def bob(db: None) -> Client:
    return at_work("receptionist")


@pytest.fixture
def stranded(clinic: Clinic) -> Appointment:
    """Maya is away; Jonas and Priya could take it."""
    appointment = appoint(clinic, soon(clinic, 10), patient=make_patient(phone="+16045550123"))
    off(clinic, appointment.starts_at, appointment.ends_at)
    attention.sweep(now=timezone.now())
    return appointment


def entry() -> Attention:
    return Attention.objects.latest("pk")


def do(client: Client, decision: str, **also: str) -> str:
    sent = {"decision": decision, "tell": "on", **also}
    url = f"{LIST}{entry().pk}/decide/"
    return client.post(url, {name: to for name, to in sent.items() if to}, follow=True).text


def accept(client: Client, reason: str) -> Any:
    return client.post(f"{LIST}{entry().pk}/accept/", {"reason": reason}, follow=True)


URLS = (LIST, LIST + "rooms/", LIST + "{}/decide/", LIST + "{}/accept/")


@pytest.mark.parametrize("url", URLS)
def test_it_asks_who_is_not_signed_in(client: Client, stranded: Appointment, url: str) -> None:
    address = url.format(entry().pk)
    answer = client.get(address) if address == LIST else client.post(address)
    assert answer.status_code == 302
    assert "login" in answer["Location"] or "sign-in" in answer["Location"]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("role", ["patient", "therapist"])
def test_it_refuses_charlie(stranded: Appointment, url: str, role: str) -> None:
    charlie = make_staff(role)
    make_therapist(user=charlie)
    address = url.format(entry().pk)
    answer = (
        browser_of(charlie).get(address) if address == LIST else browser_of(charlie).post(address)
    )
    assert answer.status_code == 403
    assert Attention.objects.open().count() == 1


@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_the_desk_sees_whom_why_and_how_to_reach_them(stranded: Appointment, role: str) -> None:
    page = at_work(role).get(LIST).text
    for words in ("Alice Archer", "(604) 555-0123", entry().why, "Needs attention"):
        assert words in page


def test_it_says_when_nothing_waits(bob: Client) -> None:
    assert "Nothing waits for a decision" in bob.get(LIST).text


def test_it_keeps_to_a_location(bob: Client, stranded: Appointment) -> None:
    elsewhere = Clinic().location
    assert "Alice Archer" in bob.get(LIST, {"location": stranded.location.slug}).text
    here = bob.get(LIST, {"location": elsewhere.slug}).text
    assert f"Nothing waits for a decision at {elsewhere}" in here


@pytest.mark.parametrize(
    "query", ["location=nowhere", "location=%00", "page=0", "page=x", "page=999999999999"]
)
def test_odd_queries_are_no_error(bob: Client, stranded: Appointment, query: str) -> None:
    assert bob.get(f"{LIST}?{query}").status_code == 200


def test_it_offers_who_is_free_then(bob: Client, clinic: Clinic, stranded: Appointment) -> None:
    _, jonas, priya = clinic.therapists
    appoint(clinic, stranded.starts_at, therapist=jonas, room=clinic.location.rooms.last())
    (row,) = [one.row for one in bob.get(LIST).context["waiting"]]
    assert [option.decision.therapist for option in row.replacements] == [priya.pk]


def test_it_gives_it_to_somebody(bob: Client, clinic: Clinic, stranded: Appointment) -> None:
    jonas = clinic.therapists[1]
    assert "Given to another therapist or room." in do(bob, f"give:{jonas.pk}")
    stranded.refresh_from_db()
    assert stranded.therapist == jonas
    assert ("change", 1, "due") in messages_about(stranded)
    assert entry().settled_because == attention.MOVED


def test_it_tells_nobody_when_asked_not_to(
    bob: Client, clinic: Clinic, stranded: Appointment
) -> None:
    do(bob, f"give:{clinic.therapists[1].pk}", tell="")
    assert not [kind for kind, _, _ in messages_about(stranded) if kind == "change"]


def test_it_gives_it_another_room(bob: Client, clinic: Clinic) -> None:
    appointment = appoint(clinic, soon(clinic, 10))
    appointment.room.is_active = False
    appointment.room.save()
    attention.sweep(now=timezone.now())
    (row,) = [one.row for one in bob.get(LIST).context["waiting"]]
    own = next(
        option for option in row.replacements if option.decision.therapist == clinic.therapist.pk
    )
    other = clinic.location.rooms.get(is_active=True)
    assert own.label == f"Give it {other}, with {clinic.therapist.name}"
    do(bob, own.decision.value)
    appointment.refresh_from_db()
    assert (appointment.therapist, appointment.room) == (clinic.therapist, other)


def shut(clinic: Clinic) -> None:
    """The first room, in which everything is booked."""
    clinic.location.rooms.filter(pk=clinic.location.rooms.order_by("pk")[0].pk).update(
        is_active=False
    )
    attention.sweep(now=timezone.now())


ROOMS = f"{LIST}rooms/"
OFFER = "Give each another free room"


def test_it_gives_each_another_free_room(bob: Client, clinic: Clinic) -> None:
    mine = [appoint(clinic, soon(clinic, hour)) for hour in (10, 12, 14)]
    shut(clinic)
    assert OFFER in bob.get(LIST).text
    page = bob.post(ROOMS, follow=True).text
    assert "3 appointments have another room now. No patient was told." in page
    other = clinic.location.rooms.get(is_active=True)
    for one in mine:
        one.refresh_from_db()
        assert (one.room, one.therapist) == (other, clinic.therapist)
        assert "change" not in [kind for kind, _, _ in messages_about(one)]
    assert not Attention.objects.open().exists()


def test_two_at_the_same_time_do_not_get_the_same_room(bob: Client, clinic: Clinic) -> None:
    jonas, spare = clinic.therapists[1], clinic.location.rooms.order_by("pk")[1]
    first = appoint(clinic, soon(clinic, 10))
    third = make_room(clinic.location)
    second = appoint(clinic, soon(clinic, 10), therapist=jonas, room=third)
    clinic.location.rooms.exclude(pk=spare.pk).update(is_active=False)
    attention.sweep(now=timezone.now())
    page = bob.post(ROOMS, follow=True).text
    assert "1 appointment has another room now." in page
    assert "No other suitable room is free then." in page
    rooms = Appointment.objects.filter(pk__in=(first.pk, second.pk)).values_list("room", flat=True)
    assert list(rooms).count(spare.pk) == 1
    assert Attention.objects.open().count() == 1


def test_who_needs_more_than_a_room_stays(bob: Client, stranded: Appointment) -> None:
    assert OFFER not in bob.get(LIST).text
    assert "No appointment can keep its time" in bob.post(ROOMS, follow=True).text
    stranded.refresh_from_db()
    assert (stranded.sequence, Attention.objects.open().count()) == (0, 1)


def test_rooms_are_given_at_the_location_that_is_shown(bob: Client, clinic: Clinic) -> None:
    appoint(clinic, soon(clinic, 10))
    shut(clinic)
    bob.post(ROOMS, {"location": Clinic().location.slug})
    assert Attention.objects.open().count() == 1
    bob.post(ROOMS, {"location": clinic.location.slug})
    assert not Attention.objects.open().exists()


def test_a_session_that_has_begun_keeps_its_room(bob: Client, clinic: Clinic) -> None:
    appoint(clinic, soon(clinic, 10), status=Status.IN_SESSION)
    shut(clinic)
    bob.post(ROOMS)
    assert Attention.objects.open().count() == 1


def test_it_cancels_and_never_counts_it_as_late(bob: Client, clinic: Clinic) -> None:
    now = timezone.now()
    clinic.open_all_day()
    soon_now = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    appointment = appoint(clinic, soon_now)
    off(clinic, appointment.starts_at, appointment.ends_at)
    attention.sweep(now=now)
    assert "Cancelled." in do(bob, "cancel")
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancelled_late) == (Status.CANCELLED, False)
    assert "nothing waits" in bob.get(LIST).text.lower()


def test_it_asks_the_patient_and_keeps_it_on_the_list(bob: Client, stranded: Appointment) -> None:
    do(bob, "ask")
    assert ("asked_to_move", 0, "due") in messages_about(stranded)
    page = bob.get(LIST)
    assert "Asked to choose another time" in page.text
    (row,) = [one.row for one in page.context["waiting"]]
    assert "ask" not in [option.decision.value for option in row.others]


def test_it_offers_to_ask_again_whom_no_message_reached(bob: Client, stranded: Appointment) -> None:
    do(bob, "ask")
    OutgoingMessage.objects.update(state="withdrawn", error="The appointment can be kept.")
    (row,) = [one.row for one in bob.get(LIST).context["waiting"]]
    assert "ask" in [option.decision.value for option in row.others]


def test_it_says_whom_to_phone(bob: Client, stranded: Appointment) -> None:
    Patient.objects.update(email="", account=None)
    page = do(bob, "cancel")
    assert "Please phone" in page
    assert "(604) 555-0123" in page


def test_nobody_is_phoned_about_another_room(bob: Client, clinic: Clinic) -> None:
    appointment = appoint(clinic, soon(clinic, 10), patient=make_patient(email=""))
    appointment.room.is_active = False
    appointment.room.save()
    attention.sweep(now=timezone.now())
    other = clinic.location.rooms.get(is_active=True)
    page = do(bob, f"give:{clinic.therapist.pk}:{other.pk}")
    assert "Given to another therapist or room." in page
    assert "Please phone" not in page


def test_it_says_when_somebody_was_quicker(bob: Client, stranded: Appointment) -> None:
    Appointment.objects.update(sequence=1)
    assert "This appointment has changed meanwhile" in do(bob, "cancel")
    stranded.refresh_from_db()
    assert stranded.status == Status.BOOKED


def test_it_says_when_the_patient_has_arrived_meanwhile(bob: Client, stranded: Appointment) -> None:
    assert 'name="status" value="booked"' in bob.get(LIST).text
    Appointment.objects.update(status=Status.ARRIVED)
    assert "This appointment has changed meanwhile" in do(bob, "cancel", status="booked")
    stranded.refresh_from_db()
    assert stranded.status == Status.ARRIVED


def test_it_says_when_the_therapist_is_taken(
    bob: Client, clinic: Clinic, stranded: Appointment
) -> None:
    jonas = clinic.therapists[1]
    appoint(clinic, stranded.starts_at, therapist=jonas, room=clinic.location.rooms.last())
    assert "no longer free" in do(bob, f"give:{jonas.pk}")
    assert Attention.objects.open().exists()


ODD = ["", "later", "move:2030-01-01T10:00+00:00", "give:", "give:x", "give:0", "give:" + "9" * 18]
ODD += ["give:" + "9" * 30, "give:1:" + "9" * 18, "\0", "move:9999-12-31T23:59:59+00:00", "move:x"]


@pytest.mark.parametrize("decision", ODD)
def test_odd_decisions_change_nothing(bob: Client, stranded: Appointment, decision: str) -> None:
    url = f"{LIST}{entry().pk}/decide/"
    assert bob.post(url, {"decision": decision}, follow=True).status_code == 200
    assert Attention.objects.open().exists()


def test_it_is_fine_as_it_is_with_a_reason(stranded: Appointment) -> None:
    bob = make_staff("receptionist")
    page = accept(browser_of(bob), "Maya comes in for it.")
    assert "off the list" in page.text
    row = entry()
    assert (row.settled_by, row.settled_because) == (bob, "Maya comes in for it.")
    assert "Maya comes in for it." in page.text


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "\0"])
def test_it_asks_for_the_reason_beside_the_field(
    bob: Client, stranded: Appointment, reason: str
) -> None:
    page = accept(bob, reason)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert Attention.objects.open().exists()


def test_it_refuses_what_is_settled_already(bob: Client, stranded: Appointment) -> None:
    Attention.objects.update(settled_at=timezone.now())
    assert "changed meanwhile" in accept(bob, "Fine.").text


@pytest.mark.parametrize("verb", ["decide", "accept"])
def test_there_is_no_such_entry(bob: Client, verb: str) -> None:
    assert bob.post(f"{LIST}{10**17}/{verb}/").status_code == 404
    assert bob.post(f"{LIST}{10**30}/{verb}/").status_code == 404


def test_a_link_changes_nothing(bob: Client, stranded: Appointment) -> None:
    assert bob.get(f"{LIST}{entry().pk}/decide/").status_code == 405


def test_it_asks_as_much_for_many_as_for_one(
    bob: Client, clinic: Clinic, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 16):
        appoint(clinic, soon(clinic, 10, days=day))
    clinic.therapist.treatments.clear()
    attention.sweep(now=timezone.now())
    with django_assert_max_num_queries(16):
        page = bob.get(LIST)
    assert len(page.context["waiting"]) == 15
    assert all(len(one.row.replacements) == 2 for one in page.context["waiting"])


def test_the_menu_leads_to_it(bob: Client) -> None:
    assert f'href="{LIST}"' in bob.get("/admin/").text
