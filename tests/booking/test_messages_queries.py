"""Twenty messages of a slice are read, asked about and written in as many queries as one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.digest.rows import KIND, TOGETHER
from booking.messages import Kind
from booking.models import Appointment, Attention, Status, WaitlistEntry, WaitlistOffer
from booking.waiting.messages import OFFER
from reminders import registry
from reminders.models import Channel, OutgoingMessage, State
from reminders.words import Wording
from tests.factories import Clinic
from tests.faults.due import due

pytestmark = pytest.mark.django_db

Messages = list[OutgoingMessage]
AN_HOUR = timedelta(hours=1)

_numbers = count(1000, 100)


def confirmed(clinic: Clinic, many: int, now: datetime) -> Messages:
    return due(clinic, many, now=now, first_number=next(_numbers))


def reminded(clinic: Clinic, many: int, now: datetime) -> Messages:
    written = confirmed(clinic, many, now)
    for message in written:
        message.kind = Kind.REMINDER_FIRST
        message.save()
    return written


def asked(clinic: Clinic, many: int, now: datetime) -> Messages:
    """To choose another time, because the clinic cannot keep theirs."""
    written = confirmed(clinic, many, now)
    for message, appointment in zip(written, about(written), strict=True):
        Attention.objects.create(appointment=appointment, sequence=0, why="…", noticed_at=now)
        message.kind = Kind.ASKED_TO_MOVE
        message.save()
    return written


def told_together(clinic: Clinic, many: int, now: datetime) -> Messages:
    """Each about one appointment of somebody else, asked to be moved."""
    alone = asked(clinic, many, now)
    keys = [message.pk for message in alone]
    OutgoingMessage.objects.filter(pk__in=keys).update(state=State.WITHDRAWN, error=TOGETHER)
    return [a_message(f"together:{one.pk}", KIND, now, one.starts_at) for one in about(alone)]


def offered(clinic: Clinic, many: int, now: datetime) -> Messages:
    """Each another time, to somebody who waits for one."""
    offers = [make_offer(one, now) for one in about(asked(clinic, many, now))]
    Attention.objects.all().delete()
    return [a_message(f"offer:{one.pk}", OFFER, now, one.expires_at) for one in offers]


@pytest.mark.parametrize("make", [confirmed, reminded, asked, told_together, offered])
def test_it_takes_as_many_queries_for_twenty_as_for_one(
    make: Callable[[Clinic, int, datetime], Messages],
) -> None:
    now, clinics = timezone.now(), [Clinic(), Clinic()]
    for clinic in clinics:
        clinic.set_policy(quiet_from=None, quiet_until=None)
    alone, twenty = make(clinics[0], 1, now), make(clinics[1], 20, now)
    assert queries_of(twenty, now) == queries_of(alone, now)


def queries_of(messages: Messages, now: datetime) -> int:
    """How many it takes to read them and to ask about and write each."""
    kind = registry.find(messages[0].kind)
    assert kind
    with CaptureQueriesContext(connection) as reading:
        causes = kind.fetch(messages)
    with CaptureQueriesContext(connection) as asking:
        for message in messages:
            assert kind.still_holds(message, causes[message.pk], now) == ""
            kind.render(message, causes[message.pk], now, Wording())
    assert len(asking) == 0
    return len(reading)


def about(messages: Messages) -> list[Appointment]:
    keys = [int(message.subject.partition(":")[2]) for message in messages]
    found = Appointment.objects.in_bulk(keys)
    return [found[key] for key in keys]


def a_message(subject: str, kind: str, now: datetime, not_after: datetime) -> OutgoingMessage:
    return OutgoingMessage.objects.create(
        subject=subject,
        version=0,
        kind=kind,
        channel=Channel.EMAIL,
        due_at=now,
        next_try_at=now,
        not_after=not_after,
    )


def make_offer(appointment: Appointment, now: datetime) -> WaitlistOffer:
    assert appointment.patient
    entry = WaitlistEntry.objects.create(
        patient=appointment.patient,
        location=appointment.location,
        treatment=appointment.treatment,
        minutes=60,
        first_day=appointment.starts_at.date(),
        last_day=appointment.starts_at.date(),
        weekdays=list(range(7)),
        earliest="09:00",
        latest="20:00",
        created_at=now,
    )
    until = now + AN_HOUR
    Appointment.objects.filter(pk=appointment.pk).update(
        status=Status.HELD, patient=None, expires_at=until
    )
    return WaitlistOffer.objects.create(
        entry=entry,
        appointment=appointment,
        token=appointment.token,
        offered_at=now,
        expires_at=until,
    )
