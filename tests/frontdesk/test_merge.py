"""Two records of one person become one: compared, confirmed, audited, undoable by nobody."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from http import HTTPStatus
from threading import Event
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle, locking
from booking.lifecycle import merging as lifecycle_merging
from booking.models import Appointment, EventKind, Series, WaitlistEntry
from patients import merging
from patients.models import Patient, PatientMerge
from reminders.models import OutgoingMessage
from tests.concurrency.together import PATIENCE, together
from tests.factories import MONDAY, NOW, Clinic, desk, make_patient, make_user
from tests.staff import at_work, browser_of, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

YES, NO = HTTPStatus.OK, HTTPStatus.FORBIDDEN
LONG_AGO, LATER = datetime(2025, 5, 6, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC)
PHONE, OTHER_PHONE = "+16045550123", "+16045550199"


@pytest.fixture
def receptionist(transactional_db: None) -> Client:
    return at_work("receptionist")


def address(kept: Patient, absorbed: Patient) -> str:
    return f"/admin/people/{kept.pk}/merge/{absorbed.pk}/"


def submit(browser: Client, kept: Patient, absorbed: Patient, **changes: str) -> Any:
    """Confirms what the page showed."""
    seen = merging.state_of(*(Patient.objects.get(pk=one.pk) for one in (kept, absorbed)))
    form = {"seen": seen, "sure": "1", **changes}
    return browser.post(address(kept, absorbed), {name: it for name, it in form.items() if it})


def merge(kept: Patient, absorbed: Patient, **more: Any) -> PatientMerge:
    return lifecycle.merge_patients(kept=kept, absorbed=absorbed, now=NOW, actor=desk(), **more)


def now_of(patient: Patient) -> Patient:
    return Patient.objects.get(pk=patient.pk)


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
        created_at=NOW,
    )


def test_it_shows_both_side_by_side(receptionist: Client) -> None:
    clinic = Clinic()
    kept = make_patient(phone=PHONE, email="")
    absorbed = make_patient(given_name="Alicia", phone=OTHER_PHONE, email="ali@example.test")
    clinic.book(clinic.at(10), absorbed)
    page = receptionist.get(address(kept, absorbed)).text
    for fact in ("(604) 555-0123", "(604) 555-0199", "ali@example.test", "is taken over"):
        assert fact in page
    assert 'name="field_given_name" value="absorbed"' in page
    assert 'name="field_family_name"' not in page
    assert f'href="{address(absorbed, kept)}"' in page
    assert Patient.objects.count() == 2


def test_it_moves_everything(receptionist: Client) -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    booked = clinic.book(clinic.at(10), absorbed)
    entry, series = wait_for(clinic, absorbed), Series.objects.create(patient=absorbed)
    answer = submit(receptionist, kept, absorbed)
    assert answer.url == f"/admin/people/{kept.pk}/"
    for thing in (booked, entry, series):
        thing.refresh_from_db()
        assert thing.patient == kept
    assert not Patient.objects.filter(pk=absorbed.pk).exists()


def test_each_appointment_remembers_it() -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    mine, booked = clinic.book(clinic.at(10), kept), clinic.book(clinic.at(14), absorbed)
    key, person = absorbed.pk, make_staff("receptionist")
    lifecycle.merge_patients(kept=kept, absorbed=absorbed, now=NOW, actor=desk(person))
    event = booked.events.get(kind=EventKind.MERGED)
    assert (event.details["patient"], event.user, event.at) == (key, person, NOW)
    assert not mine.events.filter(kind=EventKind.MERGED).exists()


def test_it_takes_over_what_was_missing_and_what_was_chosen(receptionist: Client) -> None:
    kept = make_patient(phone=PHONE, preferred_name="Ali")
    absorbed = make_patient(
        given_name="Alicia", preferred_name="Lissy", phone=OTHER_PHONE, date_of_birth="1984-03-07"
    )
    submit(receptionist, kept, absorbed, field_given_name="absorbed", field_phone="kept")
    now = now_of(kept)
    assert (now.given_name, now.preferred_name, now.phone) == ("Alicia", "Ali", PHONE)
    assert (now.date_of_birth, now.email) == (date(1984, 3, 7), kept.email)


HOME, TYPO = "alice@home.test", "alcie@typo.test"


@pytest.mark.parametrize(
    ("chosen", "after"), [([], HOME), (["email"], TYPO)], ids=["as it is", "chosen"]
)
def test_the_address_of_the_account_is_never_replaced_unasked(
    chosen: list[str], after: str
) -> None:
    kept, absorbed = make_patient(make_user(HOME)), make_patient(email=TYPO)
    merge(kept, absorbed, chosen=chosen)
    assert now_of(kept).contact_email == after


def test_it_proposes_the_address_of_the_account(receptionist: Client) -> None:
    kept, absorbed = make_patient(email=TYPO), make_patient(make_user(HOME))
    page = receptionist.get(address(kept, absorbed)).text
    proposed = page.partition('name="field_email" value="absorbed"')[2].partition(">")[0]
    assert "checked" in proposed
    submit(receptionist, kept, absorbed)
    now = now_of(kept)
    assert (now.contact_email, now.email) == (HOME, "")


def test_the_address_of_an_account_that_goes_may_stay() -> None:
    kept, absorbed = make_patient(make_user(HOME)), make_patient(make_user("two@example.test"))
    merge(kept, absorbed, chosen=["account"])
    assert now_of(kept).contact_email == HOME


def test_who_had_no_address_gets_the_other_one() -> None:
    kept, absorbed = make_patient(email=""), make_patient(email=TYPO)
    merge(kept, absorbed)
    assert now_of(kept).email == TYPO


def test_it_writes_down_what_stood_there() -> None:
    clinic, account, person = Clinic(), make_user("ali@example.test"), make_staff("manager")
    kept, absorbed = make_patient(phone=PHONE), make_patient(account, phone=OTHER_PHONE)
    clinic.book(clinic.at(10), absorbed)
    key = absorbed.pk
    lifecycle.merge_patients(
        kept=kept, absorbed=absorbed, chosen=["phone"], now=NOW, actor=desk(person)
    )
    audit = PatientMerge.objects.get()
    assert (audit.kept, audit.absorbed_key, audit.by, audit.at) == (kept, key, person, NOW)
    assert audit.absorbed["phone"] == OTHER_PHONE
    assert audit.absorbed["account"] == "ali@example.test"
    assert audit.moved["appointments"] == 1
    assert audit.moved["replaced"]["phone"] == PHONE


def test_it_wants_to_hear_that_somebody_is_sure(receptionist: Client) -> None:
    kept, absorbed = make_patient(phone=PHONE), make_patient(phone=OTHER_PHONE)
    answer = submit(receptionist, kept, absorbed, sure="", field_phone="absorbed")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tick that you have compared them" in answer.text
    checked = answer.text.partition('name="field_phone" value="absorbed"')[2].partition(">")[0]
    assert "checked" in checked
    assert Patient.objects.count() == 2


def test_it_refuses_two_appointments_at_once(receptionist: Client) -> None:
    clinic, kept, absorbed = Clinic(therapists=2, rooms=2), make_patient(), make_patient()
    one, other = clinic.therapists
    clinic.book(clinic.at(10), kept, therapist=one)
    clinic.book(clinic.at(10, 30), absorbed, therapist=other)
    page = receptionist.get(address(kept, absorbed)).text
    assert "These cannot be merged yet" in page
    assert 'name="sure"' not in page
    answer = submit(receptionist, kept, absorbed)
    assert answer.status_code == HTTPStatus.CONFLICT
    for start in ("10:00 am with", "10:30 am with"):
        assert f"Tuesday 4 May 2027, {start}" in answer.text
    assert Appointment.objects.filter(patient=absorbed).exists()


@pytest.mark.parametrize("hour", [9, 11])
def test_back_to_back_is_no_overlap(hour: int) -> None:
    clinic, kept, absorbed = Clinic(therapists=2, rooms=2), make_patient(), make_patient()
    first, second = clinic.therapists
    clinic.book(clinic.at(10), kept, therapist=first)
    clinic.book(clinic.at(hour), absorbed, therapist=second)
    merge(kept, absorbed)
    assert Appointment.objects.filter(patient=kept).count() == 2


def test_it_says_when_both_have_an_account(receptionist: Client) -> None:
    kept = make_patient(make_user("one@example.test"))
    absorbed = make_patient(make_user("two@example.test"))
    page = receptionist.get(address(kept, absorbed)).text
    assert "Both records belong to an account" in page
    submit(receptionist, kept, absorbed, field_account="absorbed")
    now = now_of(kept)
    assert str(now.account) == "two@example.test"
    assert now.relationship == "self"


def test_the_relationship_goes_with_the_account() -> None:
    kept = make_patient(make_user(), relationship="other")
    absorbed = make_patient(make_user(), relationship="child")
    merge(kept, absorbed, chosen=["account"])
    assert now_of(kept).relationship == "child"


def test_an_account_keeps_one_record_of_its_holder() -> None:
    account = make_user()
    kept = make_patient(account, relationship="other")
    absorbed = make_patient(account, relationship="self")
    merge(kept, absorbed)
    assert now_of(kept).relationship == "self"


def test_whoever_goes_takes_over_earlier_merges_too() -> None:
    first, second, third = (make_patient() for _ in range(3))
    key = first.pk
    merge(second, first)
    merge(third, now_of(second))
    assert PatientMerge.objects.get(absorbed_key=key).kept == third


AGREED: dict[str, Any] = {"reminders_by_sms": True, "sms_agreed_at": LONG_AGO}
STOPPED = {"reminders_by_sms": False, "sms_agreed_at": LONG_AGO, "sms_stopped_at": LATER}


@pytest.mark.parametrize(
    ("kept", "absorbed", "chosen", "texts"),
    [
        ({"phone": PHONE, **AGREED}, {}, [], True),
        ({"phone": PHONE}, {"phone": PHONE, **AGREED}, [], True),
        ({"phone": PHONE}, {"phone": OTHER_PHONE, **AGREED}, [], False),
        ({"phone": PHONE}, {"phone": OTHER_PHONE, **AGREED}, ["phone"], True),
        ({"phone": PHONE, **AGREED}, {"phone": OTHER_PHONE}, ["phone"], False),
        ({"phone": PHONE, **AGREED}, {"phone": OTHER_PHONE}, [], True),
        ({}, {"phone": PHONE, **AGREED}, [], True),
        ({"phone": PHONE, **AGREED}, {"phone": PHONE, **STOPPED}, [], False),
        ({"phone": PHONE, **STOPPED}, {"phone": PHONE, **AGREED}, [], False),
        ({"phone": PHONE, **AGREED}, {"phone": OTHER_PHONE, **STOPPED}, [], False),
        ({"phone": PHONE}, {"phone": PHONE}, [], False),
    ],
)
def test_texts_go_only_where_they_were_agreed(
    kept: dict[str, Any], absorbed: dict[str, Any], chosen: list[str], texts: bool
) -> None:
    patient = make_patient(**kept)
    merge(patient, make_patient(**absorbed), chosen=chosen)
    now = now_of(patient)
    assert now.reminders_by_sms is texts
    assert not texts or now.sms_agreed_at == LONG_AGO
    stopped = "sms_stopped_at" in kept or "sms_stopped_at" in absorbed
    assert (now.sms_stopped_at == LATER) is stopped


@pytest.mark.parametrize(
    ("kept", "absorbed", "after"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_a_no_to_e_mail_stays(kept: bool, absorbed: bool, after: bool) -> None:
    patient = make_patient(reminders_by_email=kept)
    merge(patient, make_patient(reminders_by_email=absorbed))
    assert now_of(patient).reminders_by_email is after


def test_the_reminders_of_what_moved_come_the_way_the_kept_record_wants() -> None:
    clinic, kept, absorbed = Clinic(), make_patient(phone=PHONE, **AGREED), make_patient()
    booked = clinic.book(clinic.at(10, days=20), absorbed)
    about = OutgoingMessage.objects.filter(subject=f"appointment:{booked.pk}", channel="sms")
    assert not about.exists()
    merge(kept, absorbed)
    assert about.exists()


def test_it_refuses_what_has_changed_since_it_was_compared(receptionist: Client) -> None:
    kept, absorbed = make_patient(phone=PHONE), make_patient(phone=OTHER_PHONE)
    seen = merging.state_of(now_of(kept), now_of(absorbed))
    Patient.objects.filter(pk=absorbed.pk).update(phone="+16045550177")
    answer = submit(receptionist, kept, absorbed, seen=seen)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "has changed meanwhile" in answer.text
    assert "(604) 555-0177" in answer.text


def test_the_second_desk_is_told(receptionist: Client) -> None:
    kept, absorbed = make_patient(), make_patient()
    form = {"seen": merging.state_of(now_of(kept), now_of(absorbed)), "sure": "1"}
    submit(at_work("manager"), kept, absorbed)
    for first, second in ((kept, absorbed), (absorbed, kept)):
        answer = receptionist.post(address(first, second), form, follow=True)
        assert answer.redirect_chain[-1][0] == f"/admin/people/{kept.pk}/"
        assert "was merged into this one by" in answer.text
    assert PatientMerge.objects.count() == 1


def test_two_desks_merge_at_the_same_moment() -> None:
    clinic, one, other = Clinic(), make_patient(), make_patient()
    clinic.book(clinic.at(10), one)
    clinic.book(clinic.at(14), other)
    answers = together([partial(merge, one, other), partial(merge, other, one)])
    assert {type(answer) for answer in answers} == {PatientMerge, lifecycle.AlreadyMerged}
    left = Patient.objects.get(pk__in=(one.pk, other.pk))
    assert Appointment.objects.filter(patient=left).count() == 2


def merge_while_booking(monkeypatch: pytest.MonkeyPatch) -> tuple[Patient, list[Any]]:
    """A booking for the absorbed record that begins when the merge has moved everything else."""
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    clinic.book(clinic.at(10), absorbed)
    moved, move = Event(), lifecycle_merging._move_appointments

    def move_and_tell(*arguments: Any) -> int:
        count = move(*arguments)
        moved.set()
        return count

    def book() -> Appointment:
        assert moved.wait(PATIENCE)
        return lifecycle.book(
            location=clinic.location,
            option=clinic.option,
            therapist=clinic.therapist,
            starts_at=clinic.at(14),
            patient=absorbed,
            now=NOW,
            actor=desk(),
        )

    monkeypatch.setattr(lifecycle_merging, "_move_appointments", move_and_tell)
    return kept, together([partial(merge, kept, absorbed), book])


def test_a_booking_at_the_same_moment_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, (merged, booked) = merge_while_booking(monkeypatch)
    assert isinstance(merged, PatientMerge)
    assert isinstance(booked, Appointment)
    assert Appointment.objects.filter(patient=kept).count() == 2
    assert Appointment.objects.get(pk=booked.pk).patient == kept


def test_without_following_the_merge_that_booking_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_follow_a_merge", lambda _arguments: None)
    kept, (merged, booked) = merge_while_booking(monkeypatch)
    assert isinstance(merged, PatientMerge)
    assert isinstance(booked, lifecycle.Refused)
    assert Appointment.objects.filter(patient=kept).count() == 1


def test_many_bookings_around_a_merge_all_stand() -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    bookings = [
        partial(clinic.book, clinic.at(hour, days=days), absorbed)
        for days in (1, 2)
        for hour in (9, 11, 13, 15)
    ]
    answers = together([*bookings, partial(merge, kept, absorbed)])
    booked = [answer for answer in answers if isinstance(answer, Appointment)]
    assert len(booked) == len(bookings)
    assert Appointment.objects.filter(patient=kept).count() == len(bookings)


def test_it_would_rather_stop_than_lose_rows_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    clinic.book(clinic.at(10), absorbed)
    monkeypatch.setattr(lifecycle_merging, "_move_appointments", lambda *_: 0)
    with pytest.raises(RuntimeError, match="would lose"):
        merge(kept, absorbed)
    assert now_of(absorbed) == absorbed


def test_it_looks_for_the_other_record(receptionist: Client) -> None:
    alice, other = make_patient(), make_patient(given_name="Alicia")
    page = receptionist.get(f"/admin/people/{alice.pk}/merge/", {"q": "archer"}).text
    assert f'name="patient" value="{other.pk}"' in page
    assert f'name="patient" value="{alice.pk}"' not in page
    answer = receptionist.get(f"/admin/people/{alice.pk}/merge/", {"patient": str(other.pk)})
    assert answer.headers["Location"] == address(alice, other)


@pytest.mark.parametrize("other", ["0", "999999", "9" * 30])
def test_it_merges_nobody_who_never_was(receptionist: Client, other: str) -> None:
    alice = make_patient()
    for method in (receptionist.get, receptionist.post):
        assert method(f"/admin/people/{alice.pk}/merge/{other}/").status_code == 404
        assert method(f"/admin/people/{alice.pk}/merge/{alice.pk}/").status_code == 404
    answer = receptionist.get(f"/admin/people/{alice.pk}/merge/", {"patient": "9" * 5000})
    assert answer.status_code == YES


def test_it_bears_odd_input(receptionist: Client) -> None:
    kept, absorbed = make_patient(), make_patient()
    answer = submit(receptionist, kept, absorbed, seen="\0x", field_phone="\0")
    assert answer.status_code == HTTPStatus.CONFLICT


def test_it_asks_as_often_for_much_as_for_little(
    receptionist: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    for days in range(1, 6):
        clinic.book(clinic.at(10, days=days), kept)
        clinic.book(clinic.at(14, days=days), absorbed)
    receptionist.get(address(kept, absorbed))
    with django_assert_max_num_queries(20):
        receptionist.get(address(kept, absorbed))


@pytest.mark.parametrize(
    ("role", "answer"),
    [("patient", NO), ("therapist", NO), ("receptionist", YES), ("manager", YES)],
)
def test_it_is_for_the_desk(transactional_db: None, role: str, answer: HTTPStatus) -> None:
    kept, absorbed = make_patient(), make_patient()
    browser = at_work(role)
    assert browser.get(address(kept, absorbed)).status_code == answer
    assert browser.get(f"/admin/people/{kept.pk}/merge/").status_code == answer
    after = {YES: HTTPStatus.FOUND, NO: NO}[answer]
    assert submit(browser, kept, absorbed).status_code == after


def test_it_asks_others_to_sign_in(client: Client, transactional_db: None) -> None:
    kept, absorbed = make_patient(), make_patient()
    assert submit(client, kept, absorbed).status_code == HTTPStatus.FOUND
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "answer"),
    [("patient", NO), ("therapist", NO), ("receptionist", NO), ("manager", YES)],
)
def test_managers_read_what_was_merged(
    transactional_db: None, role: str, answer: HTTPStatus
) -> None:
    kept, absorbed = make_patient(), make_patient(given_name="Alicia", phone=PHONE)
    audit = merge(kept, absorbed)
    browser = browser_of(make_staff(role))
    listed = browser.get("/admin/patients/patientmerge/", {"q": "x"})
    shown = browser.get(f"/admin/patients/patientmerge/{audit.pk}/change/")
    assert (listed.status_code, shown.status_code) == (answer, answer)
    if answer == YES:
        assert "Alicia Archer" in shown.text
        assert f"phone: {PHONE}" in shown.text
        assert "Save" not in shown.text.partition("<form")[2]


def test_nobody_edits_or_removes_what_was_merged(transactional_db: None) -> None:
    audit = merge(make_patient(), make_patient())
    manager = at_work("manager")
    for verb in ("delete", "change"):
        answer = manager.post(f"/admin/patients/patientmerge/{audit.pk}/{verb}/", {"post": "yes"})
        assert answer.status_code == NO
    assert PatientMerge.objects.filter(pk=audit.pk).exists()


def test_it_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    clinic.book(clinic.at(10), absorbed)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(merging, "absorb", fail)
    with pytest.raises(RuntimeError):
        merge(kept, absorbed)
    assert Appointment.objects.get().patient == absorbed
    assert not Appointment.objects.get().events.filter(kind=EventKind.MERGED).exists()


def test_a_merge_leaves_the_times_alone() -> None:
    clinic, kept, absorbed = Clinic(), make_patient(), make_patient()
    booked = clinic.book(clinic.at(10), absorbed)
    before = (booked.starts_at, booked.sequence, booked.status)
    merge(kept, absorbed)
    booked.refresh_from_db()
    assert (booked.starts_at, booked.sequence, booked.status) == before
    assert booked.starts_at + timedelta(hours=1) == booked.ends_at


@pytest.mark.parametrize(
    ("kept", "absorbed", "chosen", "after"),
    [
        ("", "fr-ca", [], "fr-ca"),
        ("en-ca", "", [], "en-ca"),
        ("en-ca", "fr-ca", [], "en-ca"),
        ("en-ca", "fr-ca", ["language"], "fr-ca"),
    ],
)
def test_the_language_that_somebody_chose_stays(
    kept: str, absorbed: str, chosen: list[str], after: str
) -> None:
    patient = make_patient(language=kept)
    merge(patient, make_patient(language=absorbed), chosen=chosen)
    assert now_of(patient).language == after


def test_it_compares_the_languages_in_words(receptionist: Client) -> None:
    page = receptionist.get(address(make_patient(language="en-ca"), make_patient(language="fr-ca")))
    assert "Français" in page.text
    assert 'name="field_language"' in page.text
