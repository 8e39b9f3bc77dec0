"""What changes between a worker's claim and its sending: the old message does not go."""

from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment
from reminders.models import WAITING, OutgoingMessage, State
from tests.booking.pages import soon
from tests.clinic.waiting import eventually
from tests.factories import PATIENT, Clinic
from tests.faults.crew import START_SECONDS, Crew
from tests.faults.due import address, all_sent, due, states
from tests.faults.post_office import PostOffice


def test_it_does_not_send_what_was_cancelled_or_moved_after_the_claim(
    open_clinic: Clinic, running: Crew, post_office: PostOffice
) -> None:
    post_office.pause_at = 1
    first, of_cancelled, of_moved, last = due(open_clinic, 4)
    assert post_office.paused.wait(START_SECONDS)
    assert states([first, of_cancelled, of_moved, last]) == {State.SENDING}

    now = timezone.now()
    lifecycle.cancel(appointment=about(of_cancelled), now=now, actor=PATIENT)
    lifecycle.reschedule(
        appointment=about(of_moved),
        therapist=open_clinic.therapist,
        starts_at=soon(open_clinic, 10),
        now=now,
        actor=PATIENT,
    )
    post_office.go_on.set()
    eventually(lambda: all_sent([first, last]) and nothing_is_due(), seconds=START_SECONDS)
    assert states([of_cancelled, of_moved]) == {State.WITHDRAWN}
    # Those two got one message each: of the cancellation, of the new time.
    assert sorted(post_office.taken) == [address(number) for number in range(4)]


def about(message: OutgoingMessage) -> Appointment:
    return Appointment.objects.get(pk=message.subject.removeprefix("appointment:"))


def nothing_is_due() -> bool:
    now = timezone.now()
    return not OutgoingMessage.objects.filter(state__in=WAITING, due_at__lte=now).exists()
