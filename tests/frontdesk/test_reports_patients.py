"""New patients, whose first kept appointment lies in the week, and those who came before."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from booking.models import Status
from frontdesk.reports.patients_seen import PatientsSeen, Seen, answer, patients_seen
from tests.factories import Clinic, make_patient
from tests.frontdesk.report_rows import put, scope

pytestmark = pytest.mark.django_db

SECOND_SUNDAY = date(2027, 5, 16)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def test_the_first_kept_appointment_makes_a_patient_new(clinic: Clinic) -> None:
    put(clinic, clinic.at(9))
    assert patients_seen(scope(clinic.location)).whole == Seen(patients=1, new=1, appointments=1)


def test_who_has_been_here_before_is_returning(clinic: Clinic) -> None:
    alice = make_patient()
    put(clinic, clinic.at(9, days=-400), patient=alice)
    put(clinic, clinic.at(9), patient=alice)
    seen = patients_seen(scope(clinic.location)).whole
    assert (seen.new, seen.returning) == (0, 1)


@pytest.mark.parametrize("status", [Status.NO_SHOW, Status.CANCELLED, Status.BOOKED])
def test_what_was_not_kept_makes_nobody_known(clinic: Clinic, status: Status) -> None:
    alice = make_patient()
    put(clinic, clinic.at(9, days=-7), status, patient=alice)
    put(clinic, clinic.at(9), patient=alice)
    assert patients_seen(scope(clinic.location)).whole.new == 1


@pytest.mark.parametrize("status", [Status.NO_SHOW, Status.CANCELLED, Status.BOOKED])
def test_it_counts_only_who_came(clinic: Clinic, status: Status) -> None:
    put(clinic, clinic.at(9), status)
    assert patients_seen(scope(clinic.location)) == PatientsSeen()


def test_a_patient_is_new_once_and_returns_in_the_weeks_after(clinic: Clinic) -> None:
    alice = make_patient()
    for days in (1, 3, 8):
        put(clinic, clinic.at(9, days=days), patient=alice)
    seen = patients_seen(scope(clinic.location, last=SECOND_SUNDAY))
    assert seen.over_time == {0: Seen(1, 1, 2), 1: Seen(1, 0, 1)}
    assert seen.whole == Seen(1, 1, 3)


def test_a_patient_is_new_where_the_first_visit_was(clinic: Clinic) -> None:
    elsewhere, alice = Clinic(), make_patient()
    put(elsewhere, elsewhere.at(9), patient=alice)
    put(clinic, clinic.at(9, days=2), patient=alice)
    assert patients_seen(scope(clinic.location)).whole == Seen(1, 0, 1)
    assert patients_seen(scope(elsewhere.location)).whole == Seen(1, 1, 1)
    assert patients_seen(scope(clinic.location, elsewhere.location)).whole == Seen(1, 1, 2)


def test_its_table_shows_every_week(clinic: Clinic) -> None:
    put(clinic, clinic.at(9, days=8))
    [table] = answer(scope(clinic.location, last=SECOND_SUNDAY)).tables
    assert table.rows == [
        ("3 May 2027", 0, 0, 0, None, 0),
        ("10 May 2027", 1, 1, 0, 1.0, 1),
    ]
    assert table.total == ("Whole period", 1, 1, 0, 1.0, 1)


def test_it_narrows_to_one_therapists_own_figures() -> None:
    clinic = Clinic(therapists=2)
    put(clinic, clinic.at(9))
    put(clinic, clinic.at(11), therapist=clinic.therapists[1])
    own = scope(clinic.location, therapist=clinic.therapists[1].pk)
    assert patients_seen(own).whole == Seen(1, 1, 1)


def test_it_is_one_query(clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    put(clinic, clinic.at(9))
    with django_assert_num_queries(1):
        answer(scope(clinic.location))
