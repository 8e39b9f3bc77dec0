"""Which question needs which index: each is asked, and PostgreSQL tells its plans.

Django must be set up, on a clinic that is large enough for indexes to be worth their while.
"""

import re
from collections.abc import Callable, Iterator
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.db import connection

from bench.past import FIRST
from bench.reasons import Reason
from bench.scene import DURATION, LOCATION, THERAPIST, TREATMENT
from booking import lifecycle, tasks
from booking.actors import Actor, Visitor
from booking.models import Appointment, AppointmentEvent, Series
from booking.plan import Choice
from clinic.seeding.blueprint import ZONE
from clinic.seeding.copying import update_statistics
from frontdesk.people import visits
from frontdesk.sheet import day_sheet
from locations.models import Location
from patients import search
from patients.models import Patient
from reminders import archive, outbox
from reminders.incoming.arrivals import record_arrival
from reminders.models import OutgoingMessage
from reminders.operation import figures
from roster.day import load_days
from therapists.models import Therapist
from timeline.wall import ONE_DAY

if TYPE_CHECKING:
    from bench.questions import Questions

HOT = (
    *("booking_appointment", "booking_appointmentevent", "reminders_outgoingmessage"),
    "patients_patient",
)
# What a constraint is made of needs no other reason.
FOUND = """
    SELECT relname, indexrelname, NOT indisunique AND NOT indisexclusion
    FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid)
    WHERE relname = ANY(%s) ORDER BY 1, 2
"""
# As on a busy evening, by as many visitors from as many networks; far from everything else.
HELD = """
    UPDATE booking_appointment
    SET status = 'held', patient_id = NULL, visitor = md5(id::text), network = md5(id::text),
        expires_at = '2089-01-01', starts_at = '2090-01-01'::timestamptz + id * interval '2 days',
        ends_at = '2090-01-01'::timestamptz + id * interval '2 days' + interval '1 hour',
        blocked_until = '2090-01-01'::timestamptz + id * interval '2 days' + interval '1 hour'
    WHERE id IN (SELECT id FROM booking_appointment WHERE status = 'cancelled' LIMIT 300)
"""
CAST = re.compile(r"::(?:timestamp with time zone|[a-z]+)(?:\[\])?")
LONGEST = 110
ASKED_OF_A_CLINIC = ("SELECT", "WITH", "UPDATE", "DELETE")


def reasons(asked: "Questions") -> list[Reason]:
    """One for each index of the hot tables. Rows are changed: the clinic is good for no more."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
    update_statistics(Appointment)
    found: dict[str, tuple[str, str]] = {}
    for question, ask in _questions(asked).items():
        plans = _Plans()
        with connection.execute_wrapper(plans):
            ask()
        for index, plan in plans.seen.items():
            found.setdefault(index, (question, plan))
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [list(HOT)])
        rows = cursor.fetchall()
    return [
        Reason(table, index, not is_plain, *found.get(index, ("", "")))
        for table, index, is_plain in rows
    ]


class _Plans:
    """The first node of a plan that reads each index."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def __call__(
        self, execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any
    ) -> Any:
        if not many and str(statement).lstrip().upper().startswith(ASKED_OF_A_CLINIC):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
                ((plan,),) = cursor.fetchall()
            for index, said in _index_nodes(plan[0]["Plan"]):
                self.seen.setdefault(index, said)
        return execute(statement, values, many, context)


def _index_nodes(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if index := node.get("Index Name"):
        condition = CAST.sub("", node.get("Index Cond", ""))
        yield index, shorten(f"{node['Node Type']} {condition}", LONGEST, placeholder=" …")
    for part in node.get("Plans", []):
        yield from _index_nodes(part)


def _questions(asked: "Questions") -> dict[str, Callable[[], object]]:
    """From what happens all day to what happens once."""
    from bench.questions import NOW

    patient, therapist = asked.patient, asked.therapist
    booked = Appointment.objects.filter(patient=patient)[0]
    sent = OutgoingMessage.objects.filter(state="sent")[0]
    long_ago = NOW - 10_000 * ONE_DAY
    return {
        "free times": asked.any_therapist,
        "hold, confirm, cancel": asked.booking,
        "a hold, pressed twice": lambda: _hold(asked),
        "holds that ran out": lambda: lifecycle.expire(now=NOW),
        "the schedule board": asked.board,
        "a location’s day on paper": lambda: day_sheet(
            [*Location.objects.order_by("pk")[:1]], list(Therapist.objects.all()), FIRST, now=NOW
        ),
        "a therapist’s day": lambda: load_days(therapist, [FIRST], now=NOW),
        "a link in a letter": lambda: Appointment.objects.to_show().get(token=booked.token),
        "my appointments": lambda: list(visits.coming(patient, NOW)),
        "whom a therapist saw lately": lambda: list(
            Appointment.objects.filter(
                therapist=therapist, starts_at__gt=NOW - ONE_DAY, starts_at__lte=NOW
            )
        ),
        "sessions of a course": lambda: list(
            Appointment.objects.filter(series=Series(pk=1)).to_show()
        ),
        "what no longer fits": tasks.note_what_is_stranded,
        "reports of a month": lambda: Appointment.objects.filter(
            starts_at__gte=NOW - 30 * ONE_DAY, starts_at__lt=NOW
        ).count(),
        "what happened to an appointment": lambda: list(booked.events.all()),
        "an account is removed": lambda: AppointmentEvent.objects.filter(user=0).update(user=None),
        "a batch of reminders": asked.claim,
        "how late the outbox is": lambda: OutgoingMessage.objects.oldest_overdue_seconds(now=NOW),
        "a message is written once": lambda: OutgoingMessage.objects.filter(
            subject=sent.subject, state__in=("due", "sending")
        ).exists(),
        "the operator’s page": lambda: figures.read(now=NOW, zone=ZONE),
        "old messages to the archive": lambda: archive.archive(now=long_ago),
        "an SMS arrived": lambda: record_arrival("SM0", "delivered", "", now=NOW),
        "a message by its address": lambda: list(
            OutgoingMessage.objects.filter(recipient__istartswith=sent.recipient)[:20]
        ),
        "a message is sent": lambda: outbox.is_leased(sent),
        **_of_patients(patient),
    }


def _of_patients(patient: Patient) -> dict[str, Callable[[], object]]:
    return {
        "patient search": lambda: search.find("rosa"),
        "a family’s patients": lambda: list(Patient.objects.filter(account=patient.account)),
        "the same address or number twice": lambda: list(
            Patient.objects.filter(email="x@seed.test")
        ),
        "a text message came in": lambda: list(Patient.objects.filter(phone="+16045550100")),
    }


def _hold(asked: "Questions") -> None:
    from bench.questions import NOW

    actor = Actor("visitor")
    held = lifecycle.hold(
        choice=Choice(LOCATION, TREATMENT, DURATION, THERAPIST),
        starts_at=asked.start,
        visitor=Visitor("bench-index", "bench-network"),
        idempotency_key="bench-index",
        now=NOW,
        actor=actor,
    )
    list(Appointment.objects.live_holds_of("bench-index", now=NOW))
    lifecycle.release(appointment=held, now=NOW, actor=actor)
    Appointment.objects.filter(pk=held.pk).update(idempotency_key=None)
