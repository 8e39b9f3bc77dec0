"""The desk's page of a patient: contacts, appointments, messages, waiting list, duplicates."""

from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.digest.messages import GATHERING, tell_together
from booking.models import Appointment, WaitlistEntry
from patients.models import Patient, PatientMerge
from reminders import delivery
from reminders.models import OutgoingMessage
from tests.edges import Mailbox
from tests.factories import MONDAY, NOW, Clinic, desk, make_patient, make_user
from tests.reminders.put_away import put_away
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)

YES, NO = HTTPStatus.OK, HTTPStatus.FORBIDDEN
# Days before the factories' Monday that lie far behind the real clock.
LONG_AGO = -2000


@pytest.fixture
def receptionist(transactional_db: None) -> Client:
    return at_work("receptionist")


def page_of(browser: Client, patient: Patient, **asked: str) -> str:
    answer = browser.get(f"/admin/people/{patient.pk}/", asked)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def part(page: str, heading: str) -> str:
    """The section below this heading."""
    return page.partition(f">{heading}</h3>")[2].partition("</section>")[0]


def visited(clinic: Clinic, patient: Patient, days: int = LONG_AGO, hour: int = 10) -> Appointment:
    """A booking of long ago."""
    starts_at = clinic.at(hour, days=days)
    return clinic.book(starts_at, patient, now=starts_at - timedelta(days=2))


def wait_for(clinic: Clinic, patient: Patient) -> WaitlistEntry:
    return WaitlistEntry.objects.create(
        patient=patient,
        location=clinic.location,
        treatment=clinic.treatment,
        minutes=60,
        first_day=MONDAY,
        last_day=MONDAY,
        weekdays=[0],
        earliest=time(9),
        latest=time(17),
        created_at=datetime(2026, 1, 2, 18, 0, tzinfo=UTC),
    )


def test_it_shows_how_to_reach_the_patient(receptionist: Client) -> None:
    alice = make_patient(
        preferred_name="Ali",
        pronouns="she/her",
        phone="+16045550123",
        email="ali@example.test",
        date_of_birth=date(1984, 3, 7),
    )
    page = page_of(receptionist, alice)
    for fact in ("called Ali", "she/her", "7 March 1984", 'href="tel:+16045550123"'):
        assert fact in page
    assert 'href="mailto:ali@example.test"' in page
    assert f"/admin/schedule/book/?patient={alice.pk}" in page
    assert f"/admin/waiting-list/add/?patient={alice.pk}" in page
    assert f"/admin/patients/patient/{alice.pk}/change/" in page


def test_it_shows_the_family_on_the_account(receptionist: Client) -> None:
    account = make_user("family@example.test")
    alice = make_patient(account)
    ben = make_patient(account, given_name="Ben", relationship="child")
    contact = part(page_of(receptionist, alice), "Contact")
    assert f'href="/admin/people/{ben.pk}/">Ben Archer' in contact
    assert "family@example.test" in contact


def test_it_shows_what_was_agreed_about_reminders(receptionist: Client) -> None:
    agreed = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
    alice = make_patient(reminders_by_sms=True, sms_agreed_at=agreed, phone="+16045550123")
    assert "by text, agreed on 4 Mar 2026" in part(page_of(receptionist, alice), "Contact")
    Patient.objects.update(sms_stopped_at=agreed + timedelta(days=1), reminders_by_email=False)
    contact = part(page_of(receptionist, alice), "Contact")
    assert "texts stopped on 5 Mar 2026" in contact
    assert "no e-mail" in contact


def test_it_parts_what_comes_from_what_was(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    clinic.book(clinic.at(10), alice)
    visited(clinic, alice)
    cancelled = clinic.book(clinic.at(14), alice)
    lifecycle.cancel(appointment=cancelled, now=clinic.at(9, days=0), actor=desk())
    page = page_of(receptionist, alice)
    coming, past = part(page, "Coming appointments"), part(page, "Past and cancelled")
    assert (coming.count("<li"), past.count("<li")) == (1, 2)
    assert "4 May 2027, 10:00 am" in coming
    assert past.index("Cancelled") < past.index("2021")


def test_it_counts_what_was_missed(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    for days in (LONG_AGO, LONG_AGO + 1):
        missed = visited(clinic, alice, days)
        lifecycle.no_show(appointment=missed, now=missed.ends_at, actor=desk())
    late = visited(clinic, alice, LONG_AGO + 2)
    lifecycle.cancel(appointment=late, now=late.starts_at, actor=desk(), late=True, reason="ill")
    came = visited(clinic, alice, LONG_AGO + 3)
    lifecycle.complete(appointment=came, now=came.ends_at, actor=desk())
    kept = " ".join(part(page_of(receptionist, alice), "Keeping appointments").split())
    assert "<dt>No-shows</dt> <dd><strong>2</strong> <small>11 Nov 2021, 10 Nov 2021" in kept
    assert "<dt>Cancelled late</dt> <dd><strong>1</strong> <small>12 Nov 2021" in kept
    assert "<strong>1</strong> <small>since November 2021" in kept


def test_it_turns_the_pages_of_long_lists(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    for number in range(22):
        visited(clinic, alice, LONG_AGO + number)
    page = page_of(receptionist, alice)
    assert part(page, "Past and cancelled").count("<li") == 20
    assert "?past=2#past" in page
    assert part(page_of(receptionist, alice, past="2"), "Past and cancelled").count("<li") == 2
    assert "?messages=3#messages" in page_of(receptionist, alice, messages="2")


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", "9" * 5000, "9" * 18, "\0"])
def test_it_bears_odd_page_numbers(receptionist: Client, asked: str) -> None:
    page_of(receptionist, make_patient(), past=asked, messages=asked)


def test_it_shows_the_messages_and_their_state(receptionist: Client) -> None:
    clinic, alice, bob = Clinic(), make_patient(), make_patient(given_name="Bob")
    clinic.book(clinic.at(10), alice)
    clinic.book(clinic.at(14), bob)
    shown = part(page_of(receptionist, alice), "Messages")
    assert shown.count("<tr") == 1 + 2
    for fact in ("Confirmation", "reminder", "Due", "Tue 4 May 2027, 10:00 am"):
        assert fact in shown
    assert "2:00 pm" not in shown


def test_it_shows_messages_that_were_put_away_among_the_others(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    clinic.book(clinic.at(10), alice)
    put_away(OutgoingMessage.objects.earliest("pk"))
    shown = part(page_of(receptionist, alice), "Messages")
    assert shown.count("<tr") == 1 + 2
    assert OutgoingMessage.objects.count() == 1


def test_it_shows_the_message_about_several_appointments(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    mine = [clinic.book(clinic.at(hour), alice) for hour in (10, 14)]
    for one in mine:
        lifecycle.cancel(appointment=one, now=NOW, actor=desk(), quiet_until=NOW + GATHERING)
    tell_together(mine, due_at=NOW + GATHERING)
    shown = part(page_of(receptionist, alice), "Messages")
    assert "Several changes" in shown
    assert "and other appointments" in shown


def test_it_shows_who_was_told_together_with_the_family(
    receptionist: Client, mailbox: Mailbox
) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    parent, child = (make_patient(email="family@example.test") for _ in range(2))
    clinic.book(clinic.at(10, days=5), parent, therapist=None)
    last = clinic.book(clinic.at(10, days=5), child, therapist=None)
    OutgoingMessage.objects.exclude(kind="reminder_first").delete()
    due_at = last.starts_at - timedelta(hours=48)
    delivery.run(clock=lambda: due_at)
    delivery.run(clock=lambda: due_at + timedelta(minutes=2))
    shown = part(page_of(receptionist, child), "Messages")
    assert "Told in one message with the family&#x27;s other appointments" in shown


def test_it_shows_late_starts_and_check_ins_by_name_only(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    session = clinic.book(clinic.at(10), alice)
    late, check_in = f"running_late:{session.pk}:{session.sequence}", f"check-in:{session.pk}"
    for subject, kind in ((late, "running_late"), (check_in, "check_in")):
        OutgoingMessage.objects.create(
            subject=subject,
            version=1,
            kind=kind,
            channel="email",
            due_at=NOW,
            next_try_at=NOW,
            not_after=NOW,
            state="withdrawn",
            error=f"Why the {kind} did not go",
        )
    shown = part(page_of(receptionist, alice), "Messages")
    assert shown.count("Withdrawn") == 2
    assert "Running late" in shown
    assert "Check-in" in shown
    assert ("Why the running_late" in shown, "Why the check_in" in shown) == (True, False)


def test_it_shows_what_the_patient_waits_for(receptionist: Client) -> None:
    clinic, alice = Clinic(), make_patient()
    wait_for(clinic, alice)
    waiting = part(page_of(receptionist, alice), "Waiting list")
    assert f"{clinic.treatment}, 60 min, anyone" in waiting
    assert "on the list since 2 Jan 2026" in waiting


def test_it_names_records_that_may_be_the_same_person(receptionist: Client) -> None:
    alice = make_patient(phone="+16045550123", date_of_birth=date(1984, 3, 7))
    same_phone = make_patient(given_name="Mona", family_name="Ito", phone="+16045550123")
    same_birth = make_patient(given_name="Alise", date_of_birth=date(1984, 3, 7))
    stranger = make_patient(given_name="Bob", family_name="Ito", date_of_birth=date(1984, 3, 7))
    page = page_of(receptionist, alice)
    for other in (same_phone, same_birth):
        assert f'href="/admin/people/{alice.pk}/merge/{other.pk}/"' in page
    assert f"/merge/{stranger.pk}/" not in page
    assert "similar name, same date of birth" in page


def test_a_family_is_not_taken_for_one_person(receptionist: Client) -> None:
    account = make_user()
    alice = make_patient(account, phone="+16045550123")
    make_patient(account, given_name="Ben", relationship="child", phone="+16045550123")
    assert "Perhaps the same person" not in page_of(receptionist, alice)


def test_it_leads_on_from_a_record_that_was_merged(receptionist: Client) -> None:
    alice = make_patient()
    when = datetime(2026, 6, 1, 20, 0, tzinfo=UTC)
    PatientMerge.objects.create(kept=alice, absorbed_key=99, absorbed={}, moved={}, at=when)
    answer = receptionist.get("/admin/people/99/", follow=True)
    assert answer.redirect_chain == [(f"/admin/people/{alice.pk}/", HTTPStatus.FOUND)]
    assert "merged into this one" in answer.text
    answer = receptionist.get("/admin/patients/patient/99/change/", follow=True)
    assert answer.redirect_chain[0][0] == f"/admin/patients/patient/{alice.pk}/change/"


@pytest.mark.parametrize("key", ["0", "999999", "9" * 30])
def test_it_knows_no_patient_that_never_was(receptionist: Client, key: str) -> None:
    assert receptionist.get(f"/admin/people/{key}/").status_code == HTTPStatus.NOT_FOUND


def test_the_admin_leads_to_it(receptionist: Client) -> None:
    alice = make_patient()
    for page in ("", f"{alice.pk}/change/"):
        shown = receptionist.get(f"/admin/patients/patient/{page}").text
        assert f'href="/admin/people/{alice.pk}/"' in shown


def test_it_asks_as_often_for_much_as_for_little(
    receptionist: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic, alice = Clinic(), make_patient(make_user(), phone="+16045550123")

    def add_one_of_each(number: int) -> None:
        visited(clinic, alice, LONG_AGO + number)
        clinic.book(clinic.at(10, days=number + 1), alice)
        wait_for(clinic, alice)
        make_patient(phone="+16045550123")
        alice.series.create()

    add_one_of_each(0)
    page_of(receptionist, alice)
    with django_assert_num_queries(18):
        page_of(receptionist, alice)
    for number in range(1, 5):
        add_one_of_each(number)
    with django_assert_num_queries(18):
        page_of(receptionist, alice)


@pytest.mark.parametrize(
    ("role", "answer"),
    [("patient", NO), ("therapist", NO), ("receptionist", YES), ("manager", YES)],
)
def test_it_is_for_the_desk(transactional_db: None, role: str, answer: HTTPStatus) -> None:
    alice = make_patient()
    assert at_work(role).get(f"/admin/people/{alice.pk}/").status_code == answer


def test_it_asks_others_to_sign_in(client: Client, transactional_db: None) -> None:
    assert client.get("/admin/people/1/").status_code == HTTPStatus.FOUND
