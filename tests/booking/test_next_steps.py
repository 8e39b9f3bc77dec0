"""Which steps the desk is offered at once, and which only behind More."""

from datetime import timedelta

import pytest

from booking.models import Status
from booking.next_steps import next_steps
from tests.factories import Clinic, make_patient

pytestmark = pytest.mark.django_db(transaction=True)

ARRIVE, START, COMPLETE, NO_SHOW = "arrive", "start", "complete", "no-show"


@pytest.mark.parametrize(
    ("status", "minutes", "likely", "more"),
    [
        (Status.BOOKED, -120, [ARRIVE], [START, COMPLETE]),
        (Status.BOOKED, -16, [ARRIVE], [START, COMPLETE]),
        (Status.BOOKED, -15, [ARRIVE, START], [COMPLETE]),
        (Status.BOOKED, 0, [ARRIVE, START], [COMPLETE, NO_SHOW]),
        (Status.BOOKED, -24 * 60, [], []),
        (Status.ARRIVED, -120, [START], [COMPLETE]),
        (Status.IN_SESSION, 30, [COMPLETE], []),
        (Status.COMPLETED, 90, [], []),
        (Status.CANCELLED, -60, [], []),
    ],
)
def test_it_keeps_what_would_be_a_slip_behind_more(
    clinic: Clinic, status: Status, minutes: int, likely: list[str], more: list[str]
) -> None:
    appointment = clinic.book(clinic.at(10), make_patient())
    appointment.status = status
    steps = next_steps(appointment, appointment.starts_at + timedelta(minutes=minutes))
    assert [step.verb for step in steps.likely] == likely
    assert [step.verb for step in steps.more] == more
