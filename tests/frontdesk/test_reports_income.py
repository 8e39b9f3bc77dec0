"""Income by treatment: prices as agreed, of what was completed, and of what is still to come."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from booking.models import Status
from booking.templatetags.clinic_time import money
from frontdesk.reports.income import Income, answer, income_by_treatment
from tests.factories import Clinic, make_treatment
from tests.frontdesk.report_rows import put, scope
from treatments.models import TreatmentType

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def test_it_adds_the_agreed_prices_of_completed_sessions(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), price=Decimal("90.50"))
    put(clinic, clinic.at(11), price=Decimal("80.00"))
    [income] = income_by_treatment(scope(clinic.location))
    assert (income.completed, income.income) == (2, Decimal("170.50"))


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_it_leaves_out_what_did_not_take_place(clinic: Clinic, status: Status) -> None:
    put(clinic, clinic.at(9), status)
    assert income_by_treatment(scope(clinic.location)) == []


def test_it_tells_what_is_to_come_from_what_nobody_marked(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), Status.BOOKED, price=Decimal(50))
    put(clinic, clinic.at(11), Status.BOOKED, price=Decimal(70))
    [income] = income_by_treatment(scope(clinic.location, now=clinic.at(10)))
    assert income == Income(clinic.treatment.name, 0, Decimal(), Decimal(50), Decimal(70))


def test_it_lists_the_treatment_that_brings_in_most_first(clinic: Clinic) -> None:
    other = make_treatment()
    put(clinic, clinic.at(9), price=Decimal(50))
    put(clinic, clinic.at(11), treatment=other, price=Decimal(70))
    names = [its.treatment for its in income_by_treatment(scope(clinic.location))]
    assert names == [other.name, clinic.treatment.name]


def test_it_calls_treatments_as_the_reader_does(clinic: Clinic) -> None:
    put(clinic, clinic.at(9))
    TreatmentType.objects.update(name_in_french="Ventouses")
    with override("fr-ca"):
        assert [its.treatment for its in income_by_treatment(scope(clinic.location))] == [
            "Ventouses"
        ]


def test_it_counts_by_the_start_on_the_clinics_clock(clinic: Clinic) -> None:
    midnight = clinic.at(0, days=0)
    put(clinic, midnight - timedelta(minutes=30), price=Decimal(1))
    put(clinic, midnight + timedelta(hours=2), price=Decimal(10))
    put(clinic, midnight + timedelta(days=7, minutes=-30), price=Decimal(100))
    put(clinic, midnight + timedelta(days=7, hours=2), price=Decimal(1000))
    assert income_by_treatment(scope(clinic.location))[0].income == Decimal(110)


def test_it_asks_about_the_chosen_locations_only(clinic: Clinic) -> None:
    elsewhere = Clinic()
    put(clinic, clinic.at(9), price=Decimal(1))
    put(elsewhere, clinic.at(9), price=Decimal(10))
    assert income_by_treatment(scope(elsewhere.location))[0].income == Decimal(10)
    both = income_by_treatment(scope(clinic.location, elsewhere.location))
    assert sum(its.income for its in both) == Decimal(11)


def test_it_narrows_to_one_therapists_own_figures() -> None:
    clinic = Clinic(therapists=2)
    put(clinic, clinic.at(9), price=Decimal(1))
    put(clinic, clinic.at(12), therapist=clinic.therapists[1], price=Decimal(10))
    own = income_by_treatment(scope(clinic.location, therapist=clinic.therapists[1].pk))
    assert [its.income for its in own] == [Decimal(10)]


def test_it_is_one_query(clinic: Clinic, django_assert_num_queries: object) -> None:
    put(clinic, clinic.at(9))
    with django_assert_num_queries(1):  # type: ignore[operator]
        answer(scope(clinic.location))


def test_its_table_ends_with_the_sum(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), price=Decimal(1234))
    [table] = answer(scope(clinic.location)).tables
    assert table.last_line
    shown = [cell.text for cell in table.last_line.cells]
    assert shown == ["1", money(Decimal(1234)), "100%", "$0.00", "$0.00"]


def test_it_says_that_there_is_nothing(clinic: Clinic) -> None:
    assert answer(scope(clinic.location)).summary is None
