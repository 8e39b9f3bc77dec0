"""What is in the way of a start, as the desk reads it."""

from datetime import datetime, time, timedelta

import pytest

from booking.obstacles import why_not
from booking.plan import Choice
from tests.factories import NOW, Clinic, make_patient, make_room
from therapists.models import WeeklyShift

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(rooms=1)


def asked(clinic: Clinic, starts_at: datetime, **changes: object) -> str:
    fields = {"therapist": clinic.therapist.slug, "by_staff": True, **changes}
    choice = Choice(clinic.location.slug, clinic.treatment.slug, 60, **fields)  # type: ignore[arg-type]
    return why_not(choice, starts_at, now=NOW)


def maya(clinic: Clinic) -> str:
    return clinic.therapist.first_name


def test_it_names_the_next_appointment(clinic: Clinic) -> None:
    clinic.book(clinic.at(11))
    assert f"{maya(clinic)} has the next appointment at 11:00 am." in asked(clinic, clinic.at(10))


def test_it_says_until_when_the_therapist_and_the_room_are_taken(clinic: Clinic) -> None:
    clinic.book(clinic.at(10))
    said = asked(clinic, clinic.at(10, 30))
    assert said == f"{maya(clinic)} is taken until 11:15 am. Room 1 is taken until 11:15 am."


def test_it_says_when_the_therapist_is_away(clinic: Clinic) -> None:
    clinic.therapist.time_off.create(starts_at=clinic.at(12), ends_at=clinic.at(15))
    assert asked(clinic, clinic.at(11)) == f"{maya(clinic)} is away then."


@pytest.mark.parametrize(
    ("hour", "said"), [(8, "starts at 9:00 am"), (16, "works until 5:00 pm"), (18, "does not work")]
)
def test_it_says_when_the_therapist_works(clinic: Clinic, hour: int, said: str) -> None:
    if hour == 16:
        assert f"{maya(clinic)} {said}." == asked(clinic, clinic.at(16))
    else:
        assert said in asked(clinic, clinic.at(hour, 30))


@pytest.mark.parametrize(
    ("hour", "said"), [(6, "opens at 7:00 am"), (21, "closes at 10:00 pm"), (3, "is closed then")]
)
def test_it_says_when_the_doors_are_open(clinic: Clinic, hour: int, said: str) -> None:
    WeeklyShift.objects.update(starts=time(0), ends=time(0))
    assert asked(clinic, clinic.at(hour, 30)) == f"The clinic {said}."


def test_it_names_a_closure(clinic: Clinic) -> None:
    clinic.location.closures.create(starts_at=clinic.at(8), ends_at=clinic.at(11))
    assert asked(clinic, clinic.at(10)) == "The clinic is closed then."


def test_it_sees_a_break_between_two_shifts(clinic: Clinic) -> None:
    day = clinic.at(10).date()
    for starts, ends in ((time(9), time(11)), (time(11, 30), time(17))):
        clinic.therapist.shift_changes.create(
            date=day, location=clinic.location, starts=starts, ends=ends
        )
    assert asked(clinic, clinic.at(10, 30)) == f"{maya(clinic)} works until 11:00 am."


def test_it_names_the_room_that_was_asked_for(clinic: Clinic) -> None:
    room = make_room(clinic.location, name="Willow")
    clinic.book(clinic.at(10))
    taken = clinic.location.rooms.exclude(pk=room.pk).get()
    assert f"{taken} is taken" in asked(clinic, clinic.at(10), room=taken.pk)
    assert "Willow" not in asked(clinic, clinic.at(10), room=room.pk)


def test_it_names_the_patients_other_appointment(clinic: Clinic) -> None:
    alice = make_patient()
    other = Clinic()
    other.book(other.at(10, 30), alice)
    choice = Choice(
        clinic.location.slug, clinic.treatment.slug, 60, clinic.therapist.slug, by_staff=True
    )
    said = why_not(choice, clinic.at(10), now=NOW, patient=alice.pk)
    assert said == "The patient has another appointment at 10:30 am."


def test_it_says_that_a_start_is_off_the_grid(clinic: Clinic) -> None:
    assert asked(clinic, clinic.at(10, 7)) == "Sessions start every 15 minutes here."


def test_it_says_that_a_treatment_is_not_given(clinic: Clinic) -> None:
    assert "That therapist does not" in asked(
        clinic, clinic.at(10), therapist=Clinic().therapist.slug
    )


def test_it_says_how_far_the_desk_may_go(clinic: Clinic) -> None:
    assert "a year ahead" in asked(clinic, clinic.at(10) + timedelta(days=400))
