"""Nothing is ever left stranded: the list of what somebody has to look at."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from booking import attention
from booking.models import Appointment, Attention, Status
from booking.policy import cannot_be_kept
from booking.refusals import StateChanged
from booking.stranded import find_stranded
from booking.tasks import note_what_is_stranded
from tests.booking.random_clinics import undone
from tests.booking.stranding import EDITS, appoint, off
from tests.factories import NOW, Clinic, make_location, make_shift, make_user
from therapists.models import TimeOff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def stranded(clinic: Clinic) -> Appointment:
    """On the list, because the therapist is away."""
    appointment = appoint(clinic, clinic.at(10))
    off(clinic, clinic.at(9), clinic.at(12))
    attention.sweep(now=NOW)
    return appointment


def waiting() -> list[int]:
    return [row.appointment_id for row in attention.open_rows(now=LATER)]


def last_word() -> str:
    return Attention.objects.latest("pk").settled_because


def test_it_notes_what_is_stranded(stranded: Appointment) -> None:
    row = Attention.objects.get()
    assert (row.appointment, row.sequence, row.noticed_at) == (stranded, 0, NOW)
    assert row.why == f"{stranded.therapist.first_name} is away then."


def test_it_notes_each_once(stranded: Appointment) -> None:
    assert attention.sweep(now=LATER) == 0
    assert attention.note(find_stranded(now=LATER), now=LATER) == 0
    assert Attention.objects.count() == 1


def test_it_keeps_the_reasons_up_to_date(stranded: Appointment) -> None:
    stranded.location.rooms.update(is_active=False)
    attention.sweep(now=LATER)
    assert "no longer in use" in Attention.objects.get().why


def test_it_cuts_reasons_that_are_too_long(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10))
    clinic.location.rooms.update(is_active=False)
    type(clinic.location).objects.update(name="x" * 100, is_active=False)
    clinic.therapist.weekly_shifts.all().delete()
    attention.sweep(now=NOW)
    attention.sweep(now=NOW)
    assert len(Attention.objects.get().why) == 200


def test_the_soonest_comes_first(clinic: Clinic) -> None:
    late, soon = appoint(clinic, clinic.at(14)), appoint(clinic, clinic.at(10))
    clinic.therapist.treatments.clear()
    attention.sweep(now=NOW)
    assert waiting() == [soon.pk, late.pk]


SOLVED = {
    attention.MOVED: {"sequence": 1},
    attention.CANCELLED: {"status": Status.CANCELLED, "sequence": 1},
    attention.OVER: {"status": Status.COMPLETED},
}


@pytest.mark.parametrize(("because", "change"), SOLVED.items(), ids=["moved", "cancelled", "done"])
def test_what_changed_is_off_the_list_at_once_and_settled_later(
    stranded: Appointment, because: str, change: dict[str, object]
) -> None:
    TimeOff.objects.all().delete()
    Appointment.objects.update(**change)
    assert waiting() == []
    attention.sweep(now=LATER)
    row = Attention.objects.get()
    assert (row.settled_at, row.settled_because, row.settled_by) == (LATER, because, None)


def test_what_is_over_settles_itself(stranded: Appointment) -> None:
    attention.sweep(now=stranded.ends_at)
    assert last_word() == attention.OVER


def test_what_fits_again_settles_itself(stranded: Appointment) -> None:
    TimeOff.objects.all().delete()
    assert attention.settle_what_fits(now=LATER) == 1
    assert last_word() == attention.FITS


def test_what_still_does_not_fit_stays(stranded: Appointment) -> None:
    assert attention.settle_what_fits(now=LATER) == 0
    assert waiting() == [stranded.pk]


def test_what_was_moved_into_trouble_is_noted_anew(stranded: Appointment) -> None:
    Appointment.objects.update(sequence=1)
    assert attention.note(find_stranded(now=LATER), now=LATER) == 1
    assert list(Attention.objects.values_list("sequence", "settled_because").order_by("pk")) == [
        (0, attention.MOVED),
        (1, ""),
    ]


def test_what_somebody_accepted_stays_off(stranded: Appointment) -> None:
    bob = make_user()
    attention.accept(Attention.objects.get(), user=bob, reason=" Comes in for it. ", now=LATER)
    assert attention.sweep(now=LATER) == 0
    row = Attention.objects.get()
    assert (row.settled_by, row.settled_because) == (bob, "Comes in for it.")


def accept() -> None:
    row = Attention.objects.open().get()
    attention.accept(row, user=make_user(), reason="Comes in for it.", now=NOW)


def test_what_somebody_accepted_comes_back_for_another_reason(stranded: Appointment) -> None:
    accept()
    stranded.location.rooms.update(is_active=False)
    assert attention.sweep(now=LATER) == 1


def test_what_somebody_accepted_comes_back_when_it_is_stranded_once_more(
    clinic: Clinic, stranded: Appointment
) -> None:
    accept()
    TimeOff.objects.all().delete()
    attention.sweep(now=NOW)
    off(clinic, clinic.at(9), clinic.at(12))
    assert attention.sweep(now=LATER) == 1


def test_acceptance_is_forgotten_once_only(stranded: Appointment) -> None:
    accept()
    TimeOff.objects.all().delete()
    attention.sweep(now=NOW)
    attention.sweep(now=NOW)
    assert Attention.objects.count() == 2


def test_a_new_change_asks_anew_whatever_was_accepted(stranded: Appointment) -> None:
    accept()
    found = find_stranded(now=LATER)
    assert attention.note(found, now=LATER) == 0
    assert attention.note(found, now=LATER, afresh=True) == 1


def test_nobody_accepts_what_is_settled(stranded: Appointment) -> None:
    row = Attention.objects.get()
    Appointment.objects.update(sequence=1)
    with pytest.raises(StateChanged):
        attention.accept(row, user=make_user(), reason="Fine.", now=LATER)


def test_what_is_being_booked_shows_once_it_is_booked(clinic: Clinic) -> None:
    until = NOW + timedelta(minutes=10)
    held = appoint(clinic, clinic.at(10), status=Status.HELD, expires_at=until)
    off(clinic, clinic.at(9), clinic.at(12))
    assert attention.sweep(now=NOW) == 1
    assert waiting() == []
    patient = appoint(clinic, clinic.at(14)).patient
    Appointment.objects.filter(pk=held.pk).update(status="booked", expires_at=None, patient=patient)
    assert waiting() == [held.pk]


def test_a_hold_that_runs_out_settles_itself(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10), status=Status.HELD, expires_at=LATER)
    off(clinic, clinic.at(9), clinic.at(12))
    attention.sweep(now=NOW)
    attention.sweep(now=LATER)
    assert last_word() == attention.OVER


def test_it_counts_in_one_query(
    stranded: Appointment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert attention.count(now=LATER) == 1
    elsewhere = make_location()
    with django_assert_num_queries(1):
        assert attention.count(now=LATER, location=elsewhere) == 0


def test_it_lists_in_one_query(
    stranded: Appointment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        row = attention.open_rows(now=LATER).get()
        assert str(row.appointment.patient) == "Alice Archer"
        assert str(row.appointment.room) == "Room 1"


def test_it_says_whether_one_waits(stranded: Appointment) -> None:
    assert cannot_be_kept(stranded)
    stranded.sequence = 1
    assert not cannot_be_kept(stranded)


def test_beat_sweeps(clinic: Clinic) -> None:
    note_what_is_stranded()
    assert not Attention.objects.exists()


def test_a_sweep_asks_as_often_however_much_is_stranded(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(6):
        appoint(clinic, clinic.at(10, days=days))
    clinic.location.rooms.update(is_active=False)
    with django_assert_num_queries(24):
        assert attention.sweep(now=NOW) == 6
    # What is on the list already is looked at once more, whether it fits again.
    with django_assert_num_queries(37):
        assert attention.sweep(now=NOW) == 0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(EDITS)), max_size=5), st.data())
def test_whatever_is_edited_all_that_is_stranded_is_on_the_list(
    clinic: Clinic, edits: list[str], data: st.DataObject
) -> None:
    """Edits, sweeps, acceptances and undone edits in any order; then one more sweep."""
    with undone():
        for hour in (9, 11, 13, 15):
            appoint(clinic, clinic.at(hour))
        for edit in edits:
            EDITS[edit][0](clinic)
            if data.draw(st.booleans(), label="sweep"):
                attention.sweep(now=NOW)
            if data.draw(st.booleans(), label="back at work"):
                TimeOff.objects.all().delete()
                for weekday in range(7):
                    make_shift(clinic.therapist, clinic.location, weekday)
        attention.sweep(now=LATER)
        stranded = {(one.appointment.pk, one.why[:200]) for one in find_stranded(now=LATER)}
        assert set(attention.open_rows(now=LATER).values_list("appointment", "why")) == stranded
