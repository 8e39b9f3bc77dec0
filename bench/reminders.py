"""Reminders of a synthetic clinic: made due, and as finished letters. Django must be set up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.mail import mailers
from django.db import transaction
from django.utils import timezone

from booking.messages import SUBJECT, Kind
from booking.models import Appointment, BookingPolicy, Status
from clinic.seeding.blueprint import ZONE
from clinic.seeding.copying import copy_rows, update_statistics
from clinic.seeding.synthetic import Size, make_clinic
from locations.models import Location
from reminders.channels import Letter
from reminders.channels.email import Conversation
from reminders.models import WAITING, Channel, OutgoingMessage, State
from reminders.preparing import Preparation
from reminders.tasks import deliver_due
from reminders.words import Wording
from timeline.wall import ONE_DAY, local_date

# What a therapist sees in four months at this occupancy, at the least.
DAYS, OCCUPANCY, VISITS = 120, 0.9, 300
COLUMNS = (
    *("subject", "version", "kind", "channel", "due_at", "next_try_at", "not_after"),
    *("state", "created_at"),
)


class Reminders:
    """Of so many appointments, two each; every one is made due once."""

    def __init__(self, appointments: int) -> None:
        now = timezone.now()
        size = Size(
            therapists=max(appointments // VISITS, 4),
            locations=4,
            days=DAYS,
            occupancy=OCCUPANCY,
        )
        make_clinic(size, start=local_date(now, ZONE) + 3 * ONE_DAY, say=lambda _text: None)
        # At night, reminders would wait for the morning.
        for location in Location.objects.all():
            BookingPolicy.objects.update_or_create(
                location=location, defaults={"quiet_from": None, "quiet_until": None}
            )
        self.unwritten = self._of_all()

    def _of_all(self) -> Iterator[tuple[int, datetime, Kind]]:
        booked = Appointment.objects.filter(status=Status.BOOKED).order_by("starts_at", "pk")
        times = list(booked.values_list("pk", "starts_at"))
        for kind in (Kind.REMINDER_FIRST, Kind.REMINDER_SECOND):
            for key, starts_at in times:
                yield key, starts_at, kind

    def make_due(self, count: int) -> None:
        """Writes so many reminders that are a minute late."""
        now = timezone.now()
        due = now - timedelta(minutes=1)
        rows = [
            (
                *(f"{SUBJECT}{key}", 0, kind.value, Channel.EMAIL.value, due, due, starts_at),
                *(State.DUE.value, now),
            )
            for key, starts_at, kind in islice(self.unwritten, count)
        ]
        if len(rows) < count:
            raise RuntimeError("There are not enough appointments to remind of.")
        with transaction.atomic():
            copy_rows(OutgoingMessage, COLUMNS, rows)
        update_statistics(OutgoingMessage)

    def tick(self) -> None:
        """What beat does."""
        deliver_due.delay()

    def is_waiting(self) -> bool:
        """Whether some are not yet recorded."""
        # In the order of the claims' index: reading the table from its beginning fifty times a
        # second would take from the worker what is to be measured.
        waiting = OutgoingMessage.objects.filter(state__in=WAITING).order_by("next_try_at", "pk")
        return bool(waiting.values("pk")[:1])

    def letters(self, count: int) -> list[tuple[str, str, bytes]]:
        """Sender, recipient and bytes of so many, as the worker writes them."""
        now = timezone.now()
        appointments = Appointment.objects.filter(status=Status.BOOKED).order_by("starts_at", "pk")[
            :count
        ]
        messages = [
            OutgoingMessage(
                pk=number,
                subject=f"{SUBJECT}{appointment.pk}",
                version=0,
                kind=Kind.REMINDER_FIRST,
                channel=Channel.EMAIL,
                not_after=appointment.starts_at,
                created_at=now,
            )
            for number, appointment in enumerate(appointments)
        ]
        conversation = Conversation(mailers["default"])
        coming = Preparation(messages, conversation, timezone.now, Wording.read())
        found = []
        while ready := coming.take():
            assert isinstance(ready.parcel, Letter)
            found.append((ready.parcel.sender, ready.parcel.to, ready.parcel.source))
        return found
