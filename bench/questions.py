"""What a growing clinic is asked, by its plain functions; Django must be set up.

Everything happens on the morning before the first of the coming days, whenever that really is.
"""

import json
from dataclasses import replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from accounts.models import User
from bench.indexes import reasons
from bench.past import FIRST
from bench.reasons import Reason
from bench.scene import DURATION, LOCATION, THERAPIST, TREATMENT
from booking import lifecycle
from booking.actors import Actor, Visitor
from booking.api import answer
from booking.availability import Availability, find_starts, forget
from booking.messages import SUBJECT, Kind
from booking.models import Appointment, Status
from booking.plan import Choice, load_plan
from clinic.seeding.blueprint import ZONE
from clinic.seeding.copying import update_statistics
from clinic.seeding.synthetic import Size, make_clinic
from frontdesk.board.drawing import draw
from frontdesk.board.facts import facts_of, read_facts
from frontdesk.board.places import load_places
from frontdesk.board.query import Query, View
from patients.models import Patient
from reminders import outbox
from reminders.models import Channel, OutgoingMessage
from roster.cards import make_rows
from roster.day import load_days
from therapists.models import Therapist
from timeline.wall import ONE_DAY, instant, local_date
from treatments.models import TreatmentType

NINE = time(9)
NOW = instant(FIRST - ONE_DAY, NINE, ZONE)
DAYS = 30
# Where little is taken, and long before the time until which patients may cancel.
LATER = FIRST + 20 * ONE_DAY


def seed(**size: Any) -> None:
    """A synthetic clinic in which every therapist gives the treatment that is asked for."""
    make_clinic(Size(**size), start=FIRST, say=lambda _text: None)
    TreatmentType.objects.get(slug=TREATMENT).therapists.set(Therapist.objects.all())


class Questions:
    """Each method is one question, asked from beginning to end."""

    def __init__(self) -> None:
        self.therapist = Therapist.objects.get(slug=THERAPIST)
        self.places = tuple(load_places())
        self.patient = Patient.objects.select_related("account").order_by("pk")[0]
        self.start = self._find(THERAPIST, LATER, 7).starts[0].at
        self.busy_day = self._first_busy_day()
        self._make_due()

    def one_therapist(self) -> str:
        """The starts of a month, as the JSON of the API."""
        return answer(self._find(THERAPIST, FIRST, DAYS))

    def any_therapist(self) -> str:
        """The starts of a month with whoever works at the location, as the JSON of the API."""
        return answer(self._find(None, FIRST, DAYS))

    def booking(self) -> None:
        """Hold, confirm, and cancel, so that it can be booked again."""
        visitor, now = Actor("visitor"), NOW
        held = lifecycle.hold(
            choice=Choice(LOCATION, TREATMENT, DURATION, THERAPIST),
            starts_at=self.start,
            visitor=Visitor("bench"),
            now=now,
            actor=visitor,
        )
        assert isinstance(self.patient.account, User)
        patient = Actor("patient", self.patient.account)
        booked = lifecycle.confirm(appointment=held, patient=self.patient, now=now, actor=patient)
        lifecycle.cancel(appointment=booked, now=now, actor=patient)

    def board(self) -> str:
        """What the schedule board draws of a day at all locations."""
        query = Query(View.THERAPISTS, FIRST, self.places, everywhere=True)
        return json.dumps(draw(facts_of(query, read_facts(query, now=NOW))))

    def roster(self) -> None:
        """A therapist's day with a card for each session."""
        (day,) = load_days(self.therapist, [self.busy_day], now=NOW)
        assert day.sessions
        make_rows(day, None, today=self.busy_day, now=NOW)

    def claim(self) -> None:
        """A worker's batch of reminders, claimed and handed back."""
        batch = outbox.claim(now=NOW)
        assert len(batch) == outbox.BATCH
        outbox.hand_back(batch, until=NOW)

    def likeness(self) -> str:
        """The same in two clinics with the same coming days."""
        return sha256((self.one_therapist() + self.any_therapist()).encode()).hexdigest()

    def indexes(self) -> list[Reason]:
        """Why each index is there."""
        return reasons(self)

    def _find(self, therapist: str | None, first: date, days: int) -> Availability:
        choice = Choice(LOCATION, TREATMENT, DURATION, therapist)
        # All of it is reckoned anew, whatever was asked before: larger clinics keep less.
        forget()
        plan = replace(load_plan(choice, now=NOW))
        return find_starts(choice, plan=plan, first=first, days=days, now=NOW)

    def _first_busy_day(self) -> date:
        """On which the therapist has somebody to look after."""
        theirs = Appointment.objects.filter(therapist=self.therapist, status=Status.BOOKED)
        return local_date(theirs.filter(starts_at__gte=NOW).earliest("starts_at").starts_at, ZONE)

    def _make_due(self) -> None:
        """A batch of reminders that a worker may claim, unless there is one."""
        missing = outbox.BATCH - OutgoingMessage.objects.claimable(NOW).count()
        booked = Appointment.objects.filter(status=Status.BOOKED, starts_at__gt=NOW)
        rows = booked.order_by("starts_at", "pk").values_list("pk", "starts_at")
        OutgoingMessage.objects.bulk_create(
            [_reminder(key, starts_at) for key, starts_at in rows[: max(missing, 0)]]
        )
        update_statistics(OutgoingMessage)


def _reminder(appointment: int, starts_at: datetime) -> OutgoingMessage:
    return OutgoingMessage(
        subject=f"{SUBJECT}{appointment}",
        version=0,
        kind=Kind.REMINDER_FIRST,
        channel=Channel.EMAIL,
        due_at=NOW,
        next_try_at=NOW,
        not_after=starts_at,
    )
