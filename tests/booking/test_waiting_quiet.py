"""What frees up at night: offered at once by e-mail, to be answered in the morning."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.models import Status, WaitlistOffer
from booking.waiting.messages import still_holds
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage
from reminders.registry import Later
from tests.booking.golden_appointment import make_alice
from tests.booking.waiting_list import messages_of, offered, waits
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
AT_NIGHT = datetime(2027, 5, 4, 5, 0, tzinfo=UTC)  # Monday 22:00; the start is on Tuesday
MORNING = datetime(2027, 5, 4, 15, 0, tzinfo=UTC)  # 8:00


@pytest.fixture
def alice() -> Patient:
    return make_alice()


def due(offer: WaitlistOffer) -> dict[str, datetime]:
    return {one.channel: one.due_at for one in messages_of(offer)}


def test_the_time_to_answer_begins_in_the_morning(clinic: Clinic, alice: Patient) -> None:
    clinic.set_policy(notice_minutes=0)
    offer = offered(clinic, waits(clinic, alice), AT_NIGHT)
    assert (offer.offered_at, offer.expires_at) == (AT_NIGHT, MORNING + HOUR)
    assert due(offer) == {"email": AT_NIGHT, "sms": MORNING}


def test_the_start_is_kept_as_long(clinic: Clinic, alice: Patient) -> None:
    clinic.set_policy(notice_minutes=0)
    held = offered(clinic, waits(clinic, alice), AT_NIGHT).appointment
    assert (held.status, held.expires_at) == (Status.HELD, MORNING + HOUR)


def test_what_starts_too_soon_for_that_is_offered_at_once(clinic: Clinic, alice: Patient) -> None:
    clinic.set_policy(notice_minutes=0, offer_minutes=12 * 60)
    offer = offered(clinic, waits(clinic, alice), AT_NIGHT)
    assert offer.expires_at == offer.appointment.starts_at
    assert due(offer) == {"email": AT_NIGHT, "sms": AT_NIGHT}


def test_by_day_an_offer_is_told_of_at_once(clinic: Clinic, alice: Patient) -> None:
    offer = offered(clinic, waits(clinic, alice))
    assert set(due(offer).values()) == {offer.offered_at}


def test_a_late_text_about_an_offer_waits_for_the_morning(clinic: Clinic, alice: Patient) -> None:
    clinic.set_policy(notice_minutes=0)
    offer = offered(clinic, waits(clinic, alice), AT_NIGHT)
    late = OutgoingMessage(channel=Channel.SMS, due_at=AT_NIGHT)
    answer = still_holds(late, offer, AT_NIGHT + HOUR)
    assert answer == Later(MORNING, "Waits for the end of the quiet hours.")
