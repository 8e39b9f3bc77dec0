"""The therapist's pages around notes: one patient's record, finding a patient, notes to write."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from booking.models import Appointment, Status
from care.models import BreakGlass, Intake, Part, RecordAccess, Verb
from care.notes import record
from care.notes.finding import find_own, seen_lately
from care.notes.reading import unfinished
from patients.models import Patient
from tests.care.notes import attend, draft, later, signed
from tests.care.people import EVERYBODY, Cast
from tests.factories import Clinic, make_patient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(appointment: Appointment) -> Appointment:
    return attend(appointment)


def page_of(patient: Patient) -> str:
    return reverse("care:record", args=(patient.pk,))


def tell(cast: Cast, session: Appointment, now: datetime, **answers: Any) -> Intake:
    return Intake.objects.create(
        patient=cast.alice,
        appointment=session,
        answers=answers,
        started_at=now,
        saved_at=now,
        submitted_at=now,
    )


def past_sessions(session: Appointment, count: int) -> list[Appointment]:
    """More of the same patient, a day apart before it, held; as many at once, so past the rules."""
    copies = []
    for number in range(1, count + 1):
        back = timedelta(days=number)
        copies.append(
            Appointment(
                location=session.location,
                room=session.room,
                therapist=session.therapist,
                patient=session.patient,
                treatment=session.treatment,
                status=Status.COMPLETED,
                starts_at=session.starts_at - back,
                ends_at=session.ends_at - back,
                blocked_until=session.blocked_until - back,
                price=session.price,
                source=session.source,
            )
        )
    return Appointment.objects.bulk_create(copies)


def test_it_says_who_and_what_to_know(
    cast: Cast, maya: Client, session: Appointment, now: datetime
) -> None:
    Patient.objects.filter(pk=cast.alice.pk).update(preferred_name="Ally", pronouns="she/her")
    tell(cast, session, now, cautions=["blood_thinners"], allergies="nuts", avoid=["belly"])
    page = maya.get(page_of(cast.alice)).text

    for part in ("Ally Archer", "she/her", "Blood thinners", "nuts", "Belly"):
        assert part in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("missing", "Note missing: write it"), ("draft", "Draft"), ("signed", "Note signed")],
)
def test_it_says_how_far_each_note_is(
    cast: Cast, maya: Client, session: Appointment, state: str, words: str
) -> None:
    if state != "missing":
        {"draft": draft, "signed": signed}[state](cast, session)

    assert words in maya.get(page_of(cast.alice)).text


@pytest.mark.parametrize(
    ("day", "years"), [(date(2026, 5, 3), 19), (date(2026, 5, 4), 20), (date(2026, 5, 5), 20)]
)
def test_it_counts_years_by_birthdays(day: date, years: int) -> None:
    patient = Patient(date_of_birth=date(2006, 5, 4))

    assert record.age(patient, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), []) == years


def test_one_look_is_one_row(cast: Cast, maya: Client, session: Appointment) -> None:
    signed(cast, session)
    maya.get(page_of(cast.alice))

    row = RecordAccess.objects.get()
    assert (row.verb, row.part, row.patient_key) == (Verb.READ, Part.RECORD, cast.alice.pk)


@pytest.mark.parametrize("count", [3, 40])
def test_it_asks_as_little_of_many_sessions(
    cast: Cast,
    maya: Client,
    session: Appointment,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for one in (session, *past_sessions(session, count)[:3]):
        signed(cast, one)
    with django_assert_max_num_queries(17):
        page = maya.get(page_of(cast.alice)).text
    assert page.count('class="visit"') == min(count + 1, record.PAST_SHOWN)
    assert ("Older" in page) == (count == 40)


def test_odd_pages_are_near_ones(cast: Cast, maya: Client, session: Appointment) -> None:
    past_sessions(session, 20)
    for asked in ("0", "2", "99", "x", "", "-1", "9" * 40):
        assert maya.get(page_of(cast.alice), {"page": asked}).status_code == 200


def test_a_manager_by_exception_reads_and_does_not_write(
    cast: Cast, mona: Client, session: Appointment
) -> None:
    note, now = signed(cast, session), timezone.now()
    BreakGlass.objects.create(
        user=cast.users["mona"],
        patient=cast.alice,
        reason="ill",
        opened_at=now,
        until=now + timedelta(hours=1),
    )
    at = reverse("care:note", args=(cast.alice.pk, session.pk))

    assert "Again in a week" in mona.get(page_of(cast.alice)).text
    assert "Again in a week" in (page := mona.get(at).text)
    assert 'name="text"' not in page
    for action in ("save/", "sign/", "begin/", "add/"):
        assert mona.post(f"{at}{action}", {"text": "x"}).status_code in (403, 404)
    assert not note.addenda.exists()


def test_it_finds_own_patients_by_name(cast: Cast, clinic: Clinic, maya: Client) -> None:
    eloise = make_patient(given_name="Éloïse", family_name="O'Brien", preferred_name="Lou")
    clinic.book(clinic.at(13), eloise)
    for name in ("eloise", "OBRIEN", "lou obr"):
        assert find_own(clinic.therapist, name) == [eloise]
    clinic.book(clinic.at(15), cast.dan, therapist=clinic.therapists[1])
    for name in ("eloise archer", "example.test", "%", "~", "dan"):
        assert find_own(clinic.therapist, name) == []


def test_it_lists_whom_one_has_seen_lately(
    cast: Cast, clinic: Clinic, session: Appointment
) -> None:
    maya, jonas = clinic.therapists

    assert seen_lately(maya, later(session)) == [cast.alice]
    assert seen_lately(maya, session.starts_at - timedelta(minutes=1)) == []
    assert seen_lately(maya, session.starts_at + timedelta(days=14)) == []
    assert seen_lately(jonas, later(session)) == []


def test_each_search_is_noted(cast: Cast, maya: Client) -> None:
    assert "Alice Archer" in maya.post("/care/patients/", {"name": "arch"}).text
    assert "Nobody of that name" in maya.post("/care/patients/", {"name": "dorsey"}).text

    rows = RecordAccess.objects.order_by("pk").values_list("verb", "patient_key")
    assert list(rows) == [(Verb.SEARCH, cast.alice.pk), (Verb.SEARCH, None)]


def test_it_asks_for_a_name(maya: Client) -> None:
    for name in ("", " ", "x" * 101, "nul \0"):
        assert maya.post("/care/patients/", {"name": name}).status_code == 422


def test_it_reminds_of_notes_for_thirty_days(cast: Cast, session: Appointment) -> None:
    therapist, month = session.therapist, timedelta(days=30)

    def asked_for(now: datetime) -> bool:
        return unfinished(therapist, now).exists()

    assert not asked_for(session.starts_at - timedelta(minutes=1))
    assert asked_for(session.starts_at)
    assert asked_for(session.starts_at + month - timedelta(minutes=1))
    assert not asked_for(session.starts_at + month)


def test_it_reminds_until_it_is_signed(cast: Cast, session: Appointment) -> None:
    draft(cast, session)
    assert unfinished(session.therapist, later(session)).get() == session
    signed(cast, session)
    assert not unfinished(session.therapist, later(session)).exists()


def test_it_lists_what_is_to_be_written(cast: Cast, maya: Client, session: Appointment) -> None:
    back = session.starts_at - timezone.now() + timedelta(days=1)
    Appointment.objects.update(
        starts_at=session.starts_at - back,
        ends_at=session.ends_at - back,
        blocked_until=session.blocked_until - back,
    )
    page = maya.get("/care/").text

    assert "Write the note" in page
    assert "to write: </span>1" in page
    assert RecordAccess.objects.get().patient_key == cast.alice.pk


PAGES = {
    "/care/": (302, 403, 403, 200, 200, 403, 403),
    "/care/patients/": (302, 403, 403, 200, 200, 403, 403),
    "record": (302, 403, 403, 200, 404, 403, 404),
    "no such record": (302, 403, 403, 404, 404, 403, 404),
    "no such number": (302, 403, 403, 404, 404, 403, 404),
}


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_therapists_open_them(cast: Cast, name: str) -> None:
    places = {"record": cast.alice.pk, "no such record": 0, "no such number": 10**30}
    browser = cast.browser(name)
    for place, statuses in PAGES.items():
        url = f"/care/patients/{places[place]}/" if place in places else place
        expected = statuses[EVERYBODY.index(name)]
        assert browser.get(url).status_code == expected, url
        if expected != 200:
            assert RecordAccess.objects.latest("pk").verb == Verb.REFUSED
