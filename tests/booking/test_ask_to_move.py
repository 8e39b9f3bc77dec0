"""The clinic cannot keep an appointment: the patient is asked, and the cut-off does not count."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from booking import attention, lifecycle, messages
from booking.models import Appointment, Status
from booking.refusals import NobodyToTell, StateChanged, TooLate
from reminders.models import OutgoingMessage, State
from tests.booking.rows import messages_about
from tests.booking.stranding import appoint, off
from tests.factories import PATIENT, Clinic, make_patient

pytestmark = pytest.mark.django_db(transaction=True)

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def clinic(db: None) -> Clinic:
    clinic = Clinic(therapists=2, rooms=2)
    clinic.open_all_day()
    return clinic


@pytest.fixture
def soon(clinic: Clinic) -> Appointment:
    """In three hours, far inside every cut-off."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    return appoint(clinic, now + 3 * AN_HOUR)


def strand(clinic: Clinic, appointment: Appointment) -> None:
    off(clinic, appointment.starts_at, appointment.ends_at)
    attention.sweep(now=timezone.now())


def ask(appointment: Appointment) -> None:
    messages.ask_to_move(appointment, now=timezone.now())


def test_it_asks_once(soon: Appointment) -> None:
    ask(soon)
    ask(soon)
    assert messages_about(soon) == {("asked_to_move", 0, "due")}


@pytest.mark.parametrize("ended", [State.WITHDRAWN, State.DEAD])
def test_what_reached_nobody_is_asked_again(soon: Appointment, ended: State) -> None:
    """It could be kept after all, and then it could not; or the mailbox was full."""
    ask(soon)
    OutgoingMessage.objects.update(state=ended, error="The appointment can be kept after all.")
    assert not messages.when_asked([soon])
    ask(soon)
    assert messages_about(soon) == {("asked_to_move", 0, "due")}
    assert messages.when_asked([soon])


def test_who_was_reached_is_not_asked_again(soon: Appointment) -> None:
    ask(soon)
    OutgoingMessage.objects.update(state=State.SENT)
    ask(soon)
    assert messages_about(soon) == {("asked_to_move", 0, "sent")}


def test_it_asks_only_about_what_is_still_so(soon: Appointment) -> None:
    Appointment.objects.update(sequence=1)
    with pytest.raises(StateChanged):
        ask(soon)
    Appointment.objects.update(status=Status.CANCELLED)
    with pytest.raises(StateChanged):
        ask(soon)


def test_it_says_when_there_is_no_address(clinic: Clinic, soon: Appointment) -> None:
    nobody = appoint(clinic, soon.starts_at + 2 * AN_HOUR, patient=make_patient(email=""))
    with pytest.raises(NobodyToTell):
        ask(nobody)
    assert not OutgoingMessage.objects.exists()


def test_the_patient_may_cancel_it_after_the_cut_off(clinic: Clinic, soon: Appointment) -> None:
    with pytest.raises(TooLate):
        lifecycle.cancel(appointment=soon, now=timezone.now(), actor=PATIENT)
    strand(clinic, soon)
    cancelled = lifecycle.cancel(appointment=soon, now=timezone.now(), actor=PATIENT)
    assert cancelled.status == Status.CANCELLED
    assert not cancelled.cancelled_late


def test_the_patient_moves_it_by_the_link(
    clinic: Clinic, soon: Appointment, client: Client
) -> None:
    url = f"/appointments/{soon.token}/reschedule/"
    assert client.get(url).status_code == 403
    strand(clinic, soon)
    page = client.get(f"{url}?therapist=any")
    assert "Something has changed at the clinic" in page.text
    later = soon.starts_at + 24 * AN_HOUR
    sent = {"starts_at": later.isoformat(), "therapist": "any", "sequence": 0}
    assert client.post(url, sent).status_code == 303
    soon.refresh_from_db()
    assert soon.starts_at == later
    assert not attention.count(now=timezone.now())


def test_once_accepted_the_cut_off_counts_again(clinic: Clinic, soon: Appointment) -> None:
    strand(clinic, soon)
    soon.attention.update(settled_at=timezone.now())
    with pytest.raises(TooLate):
        lifecycle.cancel(appointment=soon, now=timezone.now(), actor=PATIENT)
