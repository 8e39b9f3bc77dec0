"""The patients' pages of the waiting list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking.lifecycle import offering
from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from patients.models import Patient
from tests.accounts.codes import newest_code
from tests.booking.pages import booked, choice, family, soon, text
from tests.booking.rows import all_rows
from tests.booking.waiting_list import offer_to, tick, waits
from tests.edges import Mailbox
from tests.factories import SYSTEM, Clinic, make_patient, make_shift, make_therapist, make_user

pytestmark = pytest.mark.django_db(transaction=True)
State = WaitlistEntry.State
JOIN = "/waiting/join/"


@pytest.fixture
def alice(clinic: Clinic) -> User:
    return make_user("alice@example.test")


@pytest.fixture
def signed_in(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def today(clinic: Clinic) -> date:
    return timezone.now().astimezone(clinic.location.zone).date()


def when(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """The days and hours that suit, as the form sends them."""
    return {
        "therapist": "any",
        "first_day": today(clinic).isoformat(),
        "last_day": (today(clinic) + timedelta(days=6)).isoformat(),
        "weekdays": [0, 1, 2, 3, 4, 5, 6],
        "earliest": "09:00",
        "latest": "18:00",
        **changes,
    }


def join_url(clinic: Clinic, page: str = "") -> str:
    query = "&".join(f"{name}={value}" for name, value in choice(clinic).items())
    return f"{JOIN}{page}?{query}"


def wishing(clinic: Clinic, client: Client, **changes: Any) -> Any:
    return client.post(join_url(clinic), when(clinic, **changes))


def entry_of(patient: Patient | None = None, **changes: Any) -> WaitlistEntry:
    clinic = changes.pop("clinic")
    now = changes.pop("now", timezone.now())
    days = {"first_day": today(clinic), "last_day": today(clinic) + timedelta(days=6)}
    return waits(clinic, patient, now=now, **{**days, **changes})


def offered_now(clinic: Clinic, patient: Patient | None = None, **changes: Any) -> WaitlistOffer:
    entry = entry_of(patient, clinic=clinic, **changes)
    tick(timezone.now())
    return offer_to(entry)


def test_it_leads_from_the_free_times_to_the_list(client: Client, clinic: Clinic) -> None:
    page = text(client.get("/book/", choice(clinic)))
    assert "Join the waiting list" in page
    assert f"/waiting/join/?treatment={clinic.treatment.slug}" in page


def test_it_leads_there_too_when_nothing_is_free(client: Client, clinic: Clinic) -> None:
    clinic.therapist.weekly_shifts.update(valid_until=today(clinic) - timedelta(days=1))
    make_shift(clinic.therapist, clinic.location, valid_from=today(clinic) + timedelta(days=300))
    page = text(client.get("/book/", choice(clinic)))
    assert "Nothing free?" in page
    assert "Join the waiting list" in page


def test_it_asks_first_what_and_where(client: Client, clinic: Clinic) -> None:
    response = client.get(f"{JOIN}?location={clinic.location.slug}")
    assert response["Location"].startswith("/book/?")
    assert client.get(f"{JOIN}?treatment=nonsense").status_code == 404


def test_it_takes_the_wish_along_to_the_details(client: Client, clinic: Clinic) -> None:
    response = wishing(clinic, client, weekdays=[1, 3], latest="12:00")
    assert response.status_code == 303
    page = text(client.get(response["Location"]))
    assert "Where can we reach you?" in page
    assert "Tue, Thu" in page
    assert "9:00 am to 12:00 pm" in page


def test_it_goes_back_to_what_was_said(client: Client, clinic: Clinic) -> None:
    response = wishing(clinic, client, weekdays=[1, 3], latest="12:00")
    page = text(client.get(response["Location"].replace("details/", "")))
    assert '<option value="12:00" selected>' in page
    assert page.count("checked") == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"last_day": "2020-01-01"}, "This day has passed already."),
        ({"first_day": "9999-12-31"}, "The last day is before the first."),
        ({"last_day": "9999-12-31"}, "Choose a day within a year from now."),
        ({"last_day": "soon"}, "This is not a date."),
        ({"last_day": ""}, "Choose a day."),
        ({"weekdays": []}, "Choose at least one day of the week."),
        ({"weekdays": ["7"]}, "Choose one of these."),
        ({"earliest": "12:00", "latest": "11:30"}, "The latest start is before the earliest."),
        ({"earliest": "03:00"}, "Choose one of these."),
        ({"earliest": "\x00"}, "Choose one of these."),
        ({"therapist": "nobody"}, "Choose one of these."),
        ({"therapist": ""}, "Choose one of these."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_rest(
    client: Client, clinic: Clinic, changes: dict[str, Any], sentence: str
) -> None:
    response = wishing(clinic, client, **{"latest": "17:30", **changes})
    assert response.status_code == 422
    assert sentence in text(response)
    if "latest" not in changes:
        assert '<option value="17:30" selected>' in text(response)


def test_it_sees_days_of_the_week_that_never_come(client: Client, clinic: Clinic) -> None:
    tomorrow = today(clinic) + timedelta(days=1)
    response = wishing(
        clinic,
        client,
        first_day=tomorrow.isoformat(),
        last_day=tomorrow.isoformat(),
        weekdays=[(tomorrow.weekday() + 1) % 7],
    )
    assert "None of these lies between" in text(response)


def test_it_joins_with_the_code_from_the_email(
    client: Client, clinic: Clinic, mailbox: Mailbox
) -> None:
    details = wishing(clinic, client)["Location"]
    sign_in = details.replace("details/", "sign-in/")
    code_page = client.post(sign_in, {"email": "alice@example.test"})["Location"]
    assert code_page.startswith("/waiting/join/code/?")
    assert clinic.location.name in text(client.get(code_page))
    code = newest_code(mailbox, "alice@example.test")
    assert client.post(code_page, {"code": code})["Location"] == details
    names = {"who": "self", "given_name": "Alice", "family_name": "Archer"}
    response = client.post(details, names)
    entry = WaitlistEntry.objects.get()
    assert response["Location"] == f"/waiting/line/{entry.token}/"
    assert entry.patient.account.email == "alice@example.test"  # type: ignore[union-attr]
    assert (entry.weekdays, entry.therapist) == ([0, 1, 2, 3, 4, 5, 6], None)


def test_it_asks_again_for_the_address_when_it_is_none(client: Client, clinic: Clinic) -> None:
    sign_in = wishing(clinic, client)["Location"].replace("details/", "sign-in/")
    response = client.post(sign_in, {"email": "nonsense"})
    assert response.status_code == 422
    assert "This is not an e-mail address." in text(response)
    assert clinic.location.name in text(response)


def test_it_keeps_what_was_typed_about_the_patient(
    signed_in: Client, clinic: Clinic, alice: User
) -> None:
    details = wishing(clinic, signed_in)["Location"]
    response = signed_in.post(details, {"who": "self", "given_name": "Alice"})
    assert response.status_code == 422
    assert 'value="Alice"' in text(response)
    signed_in.logout()
    names = {"who": "self", "given_name": "Alice", "family_name": "Archer"}
    assert "You were signed out meanwhile" in text(signed_in.post(details, names))
    signed_in.force_login(alice)


def test_it_joins_once_however_often_it_is_sent(
    signed_in: Client, clinic: Clinic, alice: User
) -> None:
    me, _ = family(alice)
    details = wishing(clinic, signed_in)["Location"]
    first = signed_in.post(details, {"who": f"patient-{me.pk}"})
    again = signed_in.post(details, {"who": f"patient-{me.pk}"})
    assert first["Location"] == again["Location"]
    assert WaitlistEntry.objects.get().patient == me


def test_it_joins_only_for_patients_of_the_account(
    signed_in: Client, clinic: Clinic, alice: User
) -> None:
    family(alice)
    charlie = make_patient(make_user(), given_name="Charlie")
    details = wishing(clinic, signed_in)["Location"]
    assert signed_in.post(details, {"who": f"patient-{charlie.pk}"}).status_code == 422
    assert not WaitlistEntry.objects.exists()


def test_it_says_when_one_waits_for_enough(signed_in: Client, clinic: Clinic, alice: User) -> None:
    me, _ = family(alice)
    for minutes in range(5):
        entry_of(me, clinic=clinic, minutes=30 + minutes)
    response = signed_in.post(wishing(clinic, signed_in)["Location"], {"who": f"patient-{me.pk}"})
    assert response.status_code == 409
    assert "You are waiting for 5 things already" in text(response)


def test_it_tells_the_place_in_the_line(client: Client) -> None:
    clinic = Clinic(name="Port Moody")
    maya = make_therapist("maya-chen", clinic.treatment, name="Maya Chen")
    entry_of(clinic=clinic)
    entry_of(clinic=clinic)
    entry = entry_of(clinic=clinic, therapist=maya)
    page = text(client.get(f"/waiting/line/{entry.token}/"))
    assert "You are 3rd in line" in page
    assert f"for {clinic.treatment} with Maya at Port Moody" in page


def test_it_leaves_the_line(client: Client, clinic: Clinic) -> None:
    entry = entry_of(clinic=clinic)
    response = client.post(f"/waiting/line/{entry.token}/leave/")
    assert response.status_code == 303
    assert "You are not on the list any more" in text(client.get(response["Location"]))
    entry.refresh_from_db()
    assert entry.state == State.LEFT


def test_it_goes_on_with_one_press(client: Client, clinic: Clinic) -> None:
    entry = entry_of(clinic=clinic)
    WaitlistEntry.objects.update(state=State.UNANSWERED, unanswered=2)
    assert "We have stopped asking for now" in text(client.get(f"/waiting/line/{entry.token}/"))
    client.post(f"/waiting/line/{entry.token}/go-on/")
    entry.refresh_from_db()
    assert entry.state == State.WAITING


@pytest.mark.parametrize("state", [State.BOOKED, State.PASSED, State.LEFT])
def test_it_says_what_became_of_an_entry(client: Client, clinic: Clinic, state: State) -> None:
    entry = entry_of(clinic=clinic)
    WaitlistEntry.objects.update(state=state, ended_at=timezone.now())
    page = text(client.get(f"/waiting/line/{entry.token}/"))
    assert "You no longer wait for" in page or "So you no longer wait for" in page
    assert "Leave the waiting list" not in page


def test_it_waits_for_something_earlier_than_an_appointment(client: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 13, days=4))
    page = text(client.get(f"/appointments/{appointment.token}/"))
    assert f"/appointments/{appointment.token}/earlier/" in page
    url = f"/appointments/{appointment.token}/earlier/"
    assert "Tell me when something earlier is free" in text(client.get(url))
    day = soon(clinic, 13, days=4).astimezone(clinic.location.zone).date().isoformat()
    response = client.post(url, when(clinic, last_day=day))
    entry = WaitlistEntry.objects.get()
    assert response["Location"] == f"/waiting/line/{entry.token}/"
    assert (entry.instead_of, entry.patient) == (appointment, appointment.patient)
    page = text(client.get(f"/appointments/{appointment.token}/"))
    assert "You are on the waiting list for an earlier time" in page


def test_it_asks_for_days_before_the_appointment(client: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 13, days=4))
    response = client.post(f"/appointments/{appointment.token}/earlier/", when(clinic))
    assert response.status_code == 422
    assert "An earlier time comes before your appointment" in text(response)


def test_it_waits_for_nothing_earlier_than_what_is_cancelled(
    client: Client, clinic: Clinic
) -> None:
    appointment = booked(clinic, soon(clinic, 13, days=4))
    Appointment.objects.update(status=Status.CANCELLED)
    for method in (client.get, client.post):
        assert method(f"/appointments/{appointment.token}/earlier/").status_code == 409
    assert not WaitlistEntry.objects.exists()


def test_it_changes_nothing_when_links_are_followed(client: Client, clinic: Clinic) -> None:
    offer = offered_now(clinic)
    entries = list(WaitlistEntry.objects.values())
    before = all_rows(), list(WaitlistOffer.objects.values())
    for method in (client.get, client.head):
        assert method(f"/waiting/{offer.token}/").status_code == 200
        assert method(f"/waiting/line/{offer.entry.token}/").status_code == 200
        assert method(f"/waiting/{offer.token}/accept/").status_code == 405
        assert method(f"/waiting/{offer.token}/decline/").status_code == 405
        assert method(f"/waiting/line/{offer.entry.token}/leave/").status_code == 405
        assert method(f"/waiting/line/{offer.entry.token}/go-on/").status_code == 405
    assert (all_rows(), list(WaitlistOffer.objects.values())) == before
    assert list(WaitlistEntry.objects.values()) == entries


def test_it_keeps_the_pages_out_of_caches(client: Client, clinic: Clinic) -> None:
    offer = offered_now(clinic)
    for path in (f"/waiting/{offer.token}/", f"/waiting/line/{offer.entry.token}/"):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_it_takes_what_is_offered(client: Client, clinic: Clinic) -> None:
    offer = offered_now(clinic)
    page = text(client.get(f"/waiting/{offer.token}/"))
    assert "Yes, book this time" in page
    response = client.post(f"/waiting/{offer.token}/accept/")
    assert response.status_code == 303
    assert response["Location"] == f"/appointments/{offer.appointment.token}/"
    assert "You are booked." in text(client.get(response["Location"]))
    again = client.post(f"/waiting/{offer.token}/accept/")
    assert again["Location"] == response["Location"]
    assert "You took this time" in text(client.get(f"/waiting/{offer.token}/"))


def test_it_says_what_the_earlier_time_replaces(client: Client, clinic: Clinic) -> None:
    me = make_patient()
    appointment = booked(clinic, soon(clinic, 13, days=4), me)
    offer = offered_now(clinic, me, instead_of=appointment)
    assert "is cancelled. If not, that one stays" in text(client.get(f"/waiting/{offer.token}/"))
    response = client.post(f"/waiting/{offer.token}/accept/", follow=True)
    assert "You are booked, and your appointment of" in text(response)
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED


def test_it_lets_go_what_is_declined(client: Client, clinic: Clinic) -> None:
    offer = offered_now(clinic)
    response = client.post(f"/waiting/{offer.token}/decline/")
    assert response["Location"] == f"/waiting/{offer.token}/"
    page = client.get(response["Location"])
    assert page.status_code == 410
    assert "You let this time go" in text(page)
    assert "You are still in line: <strong>1st</strong>" in text(page)
    late = client.post(f"/waiting/{offer.token}/accept/")
    assert late.status_code == 410


def test_it_says_that_the_time_ran_out(client: Client, clinic: Clinic) -> None:
    offer = offered_now(clinic)
    WaitlistOffer.objects.update(expires_at=timezone.now())
    Appointment.objects.update(expires_at=timezone.now())
    for response in (
        client.get(f"/waiting/{offer.token}/"),
        client.post(f"/waiting/{offer.token}/accept/"),
    ):
        assert response.status_code == 410
        assert "This time is no longer kept for you" in text(response)
        assert "Yes, book this time" not in text(response)


def test_it_says_that_the_clinic_took_the_time_back(client: Client, clinic: Clinic) -> None:
    offer = offered_now(clinic)
    Appointment.objects.update(status=Status.CANCELLED)
    page = text(client.get(f"/waiting/{offer.token}/"))
    assert "The clinic had to take this time back" in page


def test_it_says_why_a_time_cannot_be_taken(client: Client, clinic: Clinic) -> None:
    me, other = make_patient(), Clinic()
    offer = offered_now(clinic, me)
    booked(other, offer.appointment.starts_at, me)
    response = client.post(f"/waiting/{offer.token}/accept/")
    assert response.status_code == 409
    assert "Alice has another appointment at that time." in text(response)
    assert "Yes, book this time" in text(response)


def test_it_knows_no_other_links(client: Client, clinic: Clinic) -> None:
    for path in ("/waiting/{}/", "/waiting/line/{}/"):
        assert client.get(path.format("x" * 43)).status_code == 404
    for path in ("/waiting/{}/accept/", "/waiting/{}/decline/", "/waiting/line/{}/leave/"):
        assert client.post(path.format("x" * 43)).status_code == 404


def test_it_lists_my_own_entries_and_nobody_elses(
    signed_in: Client, clinic: Clinic, alice: User
) -> None:
    me, child = family(alice)
    entry = entry_of(make_patient(make_user(), given_name="Charlie"), clinic=clinic)
    assert "Waiting list" not in text(signed_in.get("/appointments/"))
    mine = entry_of(me, clinic=clinic)
    entry_of(child, clinic=clinic)
    page = text(signed_in.get("/appointments/"))
    assert "2nd in line" in page
    assert "3rd in line" in page
    assert mine.token in page
    assert entry.token not in page
    assert "Charlie" not in page


def test_it_lists_them_in_a_fixed_number_of_queries(
    signed_in: Client, clinic: Clinic, alice: User, django_assert_num_queries: Any
) -> None:
    me, child = family(alice)
    offered_now(clinic, me)
    offering.offer(
        entry=entry_of(child, clinic=clinic),
        therapist=None,
        starts_at=soon(clinic, 15),
        now=timezone.now(),
        actor=SYSTEM,
    )
    # Five of them are the record's: whether there are scores to show.
    with django_assert_num_queries(11):
        page = text(signed_in.get("/appointments/"))
    assert page.count("A time is kept for you until") == 2
