"""The waiting list at the desk."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.lifecycle import offering
from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from patients.models import Patient
from tests.booking.pages import booked, soon, text
from tests.booking.waiting_list import offer_to, tick, waits
from tests.factories import PATIENT, Clinic, make_location, make_patient, make_therapist
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)
State = WaitlistEntry.State
LIST = "/admin/waiting-list/"
ADD = f"{LIST}add/"


def today() -> date:
    return timezone.localdate()


def waiting(
    clinic: Clinic, name: str = "Alice", patient: Patient | None = None, **changes: Any
) -> WaitlistEntry:
    """Somebody who waits for the coming week."""
    defaults = {
        "now": timezone.now(),
        "first_day": today(),
        "last_day": today() + timedelta(days=6),
        "earliest": time(9),
        "latest": time(18),
    }
    return waits(clinic, patient or make_patient(given_name=name), **{**defaults, **changes})


def offered(clinic: Clinic, **changes: Any) -> WaitlistOffer:
    entry = waiting(clinic, **changes)
    tick(timezone.now())
    return offer_to(entry)


def wish(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        "option": clinic.option.pk,
        "location": clinic.location.pk,
        "therapist": "",
        "instead_of": "",
        "first_day": (today() + timedelta(days=1)).isoformat(),
        "last_day": (today() + timedelta(days=9)).isoformat(),
        "weekdays": [0, 1, 2, 3, 4, 5, 6],
        "earliest": "10:00",
        "latest": "17:30",
        "urgency": "1",
        "desk_note": "Works shifts.",
        **changes,
    }


def at(entry: WaitlistEntry, verb: str = "") -> str:
    return f"{LIST}{entry.pk}/{verb}"


def test_it_lists_who_waits_in_the_order_of_the_line(bob: Client, clinic: Clinic) -> None:
    waiting(clinic, "Alice")
    waiting(clinic, "Bela")
    waiting(clinic, "Cleo", urgency=2)
    page = text(bob.get(LIST))
    assert page.index("Cleo Archer") < page.index("Alice Archer") < page.index("Bela Archer")
    assert "<strong>1st</strong>" in page
    assert f"in line for {clinic.treatment} at {clinic.location}" in page
    assert "<strong>3rd</strong>" in page


def test_it_shows_what_is_offered_and_what_became_of_it(bob: Client, clinic: Clinic) -> None:
    offer = offered(clinic)
    page = text(bob.get(LIST))
    assert "Offered" in page
    assert f"with {offer.appointment.therapist.first_name}, until" in page
    offering.decline(offer=offer, now=timezone.now(), actor=PATIENT)
    assert "1 offer so far, the last: declined" in text(bob.get(LIST))
    assert "Declined" in text(bob.get(at(offer.entry)))


@pytest.mark.parametrize("name", ["location", "treatment", "therapist", "state"])
def test_it_filters(bob: Client, clinic: Clinic, name: str) -> None:
    other = Clinic()
    waiting(clinic, "Alice", therapist=clinic.therapist)
    theirs = waiting(other, "Bela", therapist=other.therapist)
    offering.stop_waiting(entry=theirs, state=State.LEFT, now=timezone.now(), actor=PATIENT)
    WaitlistEntry.objects.filter(pk=theirs.pk).update(state=State.UNANSWERED, ended_at=None)
    mine = {
        "location": clinic.location.slug,
        "treatment": clinic.treatment.slug,
        "therapist": clinic.therapist.slug,
        "state": "waiting",
    }
    page = text(bob.get(LIST, {name: mine[name]}))
    assert "Alice Archer" in page
    assert "Bela Archer" not in page


@pytest.mark.parametrize(
    "query",
    [
        {"location": "nowhere", "state": "odd", "page": "99999999999999999999"},
        {"location": "\x00", "therapist": "9" * 40, "treatment": "é"},
    ],
)
def test_it_ignores_filters_that_make_no_sense(
    bob: Client, clinic: Clinic, query: dict[str, str]
) -> None:
    waiting(clinic)
    response = bob.get(LIST, query)
    assert response.status_code == 200
    assert "Alice Archer" in text(response)


def test_it_says_when_nobody_waits(bob: Client, clinic: Clinic) -> None:
    assert "Nobody waits here." in text(bob.get(LIST))


def test_it_says_whom_it_cannot_reach(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic, patient=make_patient(email=""))
    assert "offers only by phone" in text(bob.get(LIST))
    assert "Offer below, and phone." in text(bob.get(at(entry)))


def test_it_lists_in_a_fixed_number_of_queries(
    bob: Client, clinic: Clinic, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        waiting(clinic, f"Alice{number}")
    tick(timezone.now())
    bob.get(LIST)
    # Session, account, permissions, the clinic's clock; count, page, rows, their offers;
    # locations, treatments, therapists; and what the menu asks.
    with django_assert_num_queries(11):
        bob.get(LIST)


def test_it_finds_whom_to_add(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    assert f'name="patient" value="{alice.pk}"' in text(bob.get(ADD, {"q": "archer"}))
    assert "Nobody found." in text(bob.get(ADD, {"q": "zzzzzz"}))
    for odd in ("x", "9" * 30, "\x00", "999999"):
        response = bob.get(ADD, {"patient": odd})
        assert response.status_code == 422
        assert "There is no such patient." in text(response)


def test_it_adds_with_urgency_and_a_note(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    page = bob.get(ADD, {"patient": str(alice.pk), "location": clinic.location.slug})
    assert f'value="{clinic.location.pk}" selected' in text(page)
    response = bob.post(f"{ADD}?patient={alice.pk}", wish(clinic))
    entry = WaitlistEntry.objects.get()
    assert response["Location"] == at(entry)
    assert (entry.patient, entry.urgency, entry.desk_note) == (alice, 1, "Works shifts.")
    assert (entry.earliest, entry.latest, entry.minutes) == (time(10), time(17, 30), 60)


def test_it_adds_for_an_earlier_time(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    coming = booked(clinic, soon(clinic, 13, days=4), alice)
    url = f"{ADD}?patient={alice.pk}&instead_of={coming.pk}"
    shown = bob.get(url).context["form"]
    assert (shown["instead_of"].value(), shown["option"].value()) == (coming.pk, clinic.option.pk)
    bob.post(url, wish(clinic, instead_of=coming.pk))
    assert WaitlistEntry.objects.get().instead_of == coming


def test_it_replaces_nobody_elses_appointment(bob: Client, clinic: Clinic) -> None:
    alice, theirs = make_patient(), booked(clinic, soon(clinic, 13))
    response = bob.post(f"{ADD}?patient={alice.pk}", wish(clinic, instead_of=theirs.pk))
    assert response.status_code == 422
    assert "This appointment is not coming up any more." in text(response)
    assert not WaitlistEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"option": ""}, "Choose a treatment."),
        ({"option": "9" * 30}, "Choose one of these."),
        ({"location": "\x00"}, "Null characters are not allowed."),
        ({"therapist": "x"}, "Choose one of these."),
        ({"last_day": "2020-01-01"}, "This day has passed already."),
        ({"last_day": "9999-12-31"}, "Choose a day within a year from now."),
        ({"first_day": "9999-12-31"}, "The last day is before the first."),
        ({"weekdays": []}, "Choose at least one day of the week."),
        ({"earliest": "17:30", "latest": "09:00"}, "The latest start is before the earliest."),
        ({"urgency": "7"}, "Choose one of these."),
        ({"desk_note": "x" * 301}, "at most 300 characters"),
        ({"desk_note": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_rest(
    bob: Client, clinic: Clinic, changes: dict[str, Any], sentence: str
) -> None:
    url = f"{ADD}?patient={make_patient().pk}"
    response = bob.post(url, wish(clinic, **{"desk_note": "Works shifts.", **changes}))
    assert response.status_code == 422
    assert sentence in text(response)
    if "desk_note" not in changes:
        assert 'value="Works shifts."' in text(response)
    assert not WaitlistEntry.objects.exists()


def test_it_changes_a_wish(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    assert 'value="09:00" selected' in text(bob.get(at(entry)))
    response = bob.post(at(entry), wish(clinic, therapist=clinic.therapist.pk))
    assert response["Location"] == at(entry)
    entry.refresh_from_db()
    assert (entry.therapist, entry.earliest, entry.urgency) == (clinic.therapist, time(10), 1)


def test_it_says_what_is_wrong_with_a_change(bob: Client, clinic: Clinic) -> None:
    response = bob.post(at(waiting(clinic)), wish(clinic, weekdays=[]))
    assert response.status_code == 422
    assert "Choose at least one day of the week." in text(response)


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_it_overwrites_no_colleague_unseen(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    seen = seen_in(text(bob.get(at(entry))))
    bob.post(at(entry), wish(clinic, seen=seen, desk_note="Gate code 12."))
    mine = wish(clinic, seen=seen, desk_note="Pays cash.")
    response = bob.post(at(entry), mine)
    assert response.status_code == 409
    assert "A colleague has changed this entry meanwhile." in text(response)
    assert "Gate code 12." in text(response)
    assert 'value="Pays cash."' in text(response)
    assert WaitlistEntry.objects.get().desk_note == "Gate code 12."
    bob.post(at(entry), {**mine, "seen": seen_in(text(response))})
    assert WaitlistEntry.objects.get().desk_note == "Pays cash."


def test_it_saves_the_same_twice_without_a_word(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    form = wish(clinic, seen=seen_in(text(bob.get(at(entry)))))
    assert [bob.post(at(entry), form).status_code for _ in range(2)] == [302, 302]


def test_it_remembers_what_was_seen_while_something_is_wrong(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    seen = seen_in(text(bob.get(at(entry))))
    bob.post(at(entry, "urgency/"), {"urgency": "2"})
    response = bob.post(at(entry), wish(clinic, seen=seen, weekdays=[]))
    assert response.status_code == 422
    assert seen_in(text(response)) == seen
    assert bob.post(at(entry), wish(clinic, seen=seen)).status_code == 409
    assert WaitlistEntry.objects.get().urgency == 2


def test_it_sets_the_urgency_and_stays_where_it_was(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    response = bob.post(f"{at(entry, 'urgency/')}?state=waiting&odd=1", {"urgency": "2"})
    assert response["Location"] == f"{LIST}?state=waiting"
    entry.refresh_from_db()
    assert entry.urgency == 2
    bob.post(at(entry, "urgency/"), {"urgency": "nonsense"})
    entry.refresh_from_db()
    assert entry.urgency == 2


def test_it_takes_somebody_off(bob: Client, clinic: Clinic) -> None:
    offer = offered(clinic)
    bob.post(at(offer.entry, "remove/"))
    assert WaitlistEntry.objects.get().state == State.LEFT
    offer.refresh_from_db()
    assert offer.answer == WaitlistOffer.Answer.WITHDRAWN
    assert Appointment.objects.get().status == Status.CANCELLED
    page = text(bob.get(at(offer.entry)))
    assert "What they waited for" in page
    assert "Save" not in page.partition("What they waited for")[2]


def test_it_changes_nothing_that_has_ended(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    bob.post(at(entry, "remove/"))
    bob.post(at(entry), wish(clinic))
    bob.post(at(entry, "urgency/"), {"urgency": "2"})
    bob.post(at(entry, "again/"))
    entry.refresh_from_db()
    assert (entry.state, entry.urgency, entry.earliest) == (State.LEFT, 0, time(9))


def test_it_goes_on_for_somebody_who_did_not_answer(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic)
    WaitlistEntry.objects.update(state=State.UNANSWERED, unanswered=2)
    assert "Go on offering" in text(bob.get(at(entry)))
    bob.post(at(entry, "again/"))
    entry.refresh_from_db()
    assert (entry.state, entry.unanswered) == (State.WAITING, 0)


def test_it_offers_a_certain_start_by_hand(bob: Client, clinic: Clinic) -> None:
    entry = waiting(clinic, earliest=time(12), latest=time(12))
    page = text(bob.get(at(entry)))
    starts = [piece.split('"')[0] for piece in page.split('name="starts_at" value="')[1:]]
    assert len(starts) >= 5
    bob.post(at(entry, "offer/"), {"starts_at": starts[1]})
    assert offer_to(entry).appointment.starts_at == datetime.fromisoformat(starts[1])
    assert "Offered at this moment" in text(bob.get(at(entry)))


@pytest.mark.parametrize("start", ["", "soon", "2020-01-01T10:00:00Z", "9999-12-31T23:59:00Z"])
def test_it_says_why_nothing_was_offered(bob: Client, clinic: Clinic, start: str) -> None:
    entry = waiting(clinic)
    response = bob.post(at(entry, "offer/"), {"starts_at": start}, follow=True)
    assert response.status_code == 200
    assert not WaitlistOffer.objects.exists()
    assert any(message.level_tag == "error" for message in response.context["messages"])


def test_it_books_for_whoever_says_yes_on_the_phone(bob: Client, clinic: Clinic) -> None:
    offer = offered(clinic)
    bob.post(f"{LIST}offers/{offer.pk}/accept/")
    assert Appointment.objects.get().status == Status.BOOKED
    assert WaitlistEntry.objects.get().state == State.BOOKED


def test_it_takes_an_offer_back(bob: Client, clinic: Clinic) -> None:
    offer = offered(clinic)
    bob.post(f"{LIST}offers/{offer.pk}/withdraw/")
    offer.refresh_from_db()
    assert offer.answer == WaitlistOffer.Answer.WITHDRAWN
    late = bob.post(f"{LIST}offers/{offer.pk}/accept/", follow=True)
    assert "no longer kept for you" in text(late)
    assert Appointment.objects.get().status == Status.CANCELLED


@pytest.mark.parametrize("verb", ["", "urgency/", "remove/", "again/", "offer/"])
def test_it_knows_no_other_entries(bob: Client, clinic: Clinic, verb: str) -> None:
    for number in (1, 10**18, 10**30):
        assert bob.post(f"{LIST}{number}/{verb}").status_code == 404
    assert bob.post(f"{LIST}offers/{10**30}/accept/").status_code == 404


@pytest.mark.parametrize("verb", ["urgency/", "remove/", "again/", "offer/"])
def test_it_changes_nothing_by_following_links(bob: Client, clinic: Clinic, verb: str) -> None:
    assert bob.get(at(waiting(clinic), verb)).status_code == 405


READ = ["{list}", "{list}add/", "{list}{entry}/"]
WRITE = [
    "{list}add/?patient={patient}",
    "{list}{entry}/",
    "{list}{entry}/urgency/",
    "{list}{entry}/remove/",
    "{list}{entry}/again/",
    "{list}{entry}/offer/",
    "{list}offers/{offer}/accept/",
    "{list}offers/{offer}/withdraw/",
]


def fill_in(address: str, offer: WaitlistOffer) -> str:
    names = {"entry": offer.entry_id, "offer": offer.pk, "patient": offer.entry.patient_id}
    return address.format(list=LIST, **names)


@pytest.mark.parametrize(
    ("role", "status"),
    [("receptionist", 200), ("manager", 200), ("therapist", 403), ("patient", 403)],
)
def test_it_opens_for_the_desk_only(clinic: Clinic, role: str, status: int) -> None:
    offer, browser = offered(clinic), at_work(role)
    for address in READ:
        assert browser.get(fill_in(address, offer)).status_code == status


@pytest.mark.parametrize("role", ["therapist", "patient"])
def test_it_is_changed_by_the_desk_only(clinic: Clinic, role: str) -> None:
    offer, browser = offered(clinic), at_work(role)
    before = list(WaitlistEntry.objects.values()), list(WaitlistOffer.objects.values())
    for address in WRITE:
        assert browser.post(fill_in(address, offer), wish(clinic)).status_code == 403
    assert (list(WaitlistEntry.objects.values()), list(WaitlistOffer.objects.values())) == before


def test_it_asks_strangers_to_sign_in(client: Client, clinic: Clinic) -> None:
    offer = offered(clinic)
    for address in READ:
        assert "login" in client.get(fill_in(address, offer))["Location"]
    for address in WRITE:
        assert "login" in client.post(fill_in(address, offer), wish(clinic))["Location"]
    assert WaitlistOffer.objects.get().answer == WaitlistOffer.Answer.NONE


def test_it_offers_therapists_and_locations_that_are_there(bob: Client, clinic: Clinic) -> None:
    make_location("closed-for-good", is_active=False)
    make_therapist("gone", clinic.treatment, is_active=False)
    page = text(bob.get(ADD, {"patient": make_patient().pk}))
    assert "Closed For Good" not in page
    assert ">Gone<" not in page
