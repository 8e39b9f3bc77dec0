"""Who waits in the demo: for days and hours at which nothing is free on the day it is loaded.

So nothing is offered until somebody cancels, and whoever tries that sees the offer arrive.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from booking.models import Appointment, Status, Urgency, WaitlistEntry
from booking.waiting.free import FreeStarts
from clinic.demo.clinic_data.rota import ROTA
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from timeline.wall import ONE_DAY, local_date
from treatments.models import TreatmentType

# People say "in the evening" or "in the morning"; the first of these that is full will do.
HOURS = (
    (time(16), time(20)),
    (time(9), time(12)),
    (time(12), time(16)),
    (time(17), time(20)),
    (time(9), time(10, 30)),
    (time(10, 30), time(12)),
    (time(12), time(13, 30)),
    (time(13, 30), time(15)),
)
DAYS = 9


class Waiting(NamedTuple):
    treatment: str
    minutes: int
    therapist: str
    location: str
    since: timedelta
    urgency: Urgency = Urgency.NORMAL
    desk_note: str = ""


OTHERS = (
    Waiting("deep-tissue-massage", 60, "maya-chen", "port-moody", timedelta(days=5)),
    Waiting(
        "trigger-point-therapy",
        60,
        "jonas-weber",
        "port-moody",
        timedelta(days=2),
        Urgency.SOON,
        "Can be here within half an hour.",
    ),
    Waiting("myofascial-release", 60, "priya-nair", "coquitlam", timedelta(days=1, hours=4)),
)


def make_waiting_list(patients: Iterable[Patient], now: datetime) -> None:
    """Some of `patients` wait."""
    for waiting, patient in zip(OTHERS, patients, strict=False):
        _wait(waiting, patient, None, now)


def wait_for_something_earlier(patient: Patient, now: datetime) -> None:
    """The patient's next appointment could be earlier."""
    coming = patient.appointments.filter(status=Status.BOOKED, starts_at__gt=now)
    booked = coming.select_related("therapist", "treatment", "location").order_by("starts_at")
    for one in booked[:1]:
        waiting = Waiting(
            one.treatment.slug, one.minutes, one.therapist.slug, one.location.slug, timedelta()
        )
        _wait(waiting, patient, one, now)


def _wait(waiting: Waiting, patient: Patient, instead: Appointment | None, now: datetime) -> None:
    location = Location.objects.get(slug=waiting.location)
    today = local_date(now, location.zone)
    last_day = local_date(instead.starts_at, location.zone) if instead else today + DAYS * ONE_DAY
    for earliest, latest in HOURS:
        entry = WaitlistEntry(
            patient=patient,
            location=location,
            treatment=TreatmentType.objects.get(slug=waiting.treatment),
            minutes=waiting.minutes,
            therapist=Therapist.objects.get(slug=waiting.therapist),
            instead_of=instead,
            first_day=today,
            last_day=last_day,
            weekdays=_at_work(waiting, earliest, latest),
            earliest=earliest,
            latest=latest,
            urgency=waiting.urgency,
            desk_note=waiting.desk_note,
            created_at=now - waiting.since,
        )
        entry.weekdays = sorted(set(entry.weekdays) - _free_weekdays(entry, now))
        if entry.weekdays:
            entry.save()
            return


def _at_work(waiting: Waiting, earliest: time, latest: time) -> list[int]:
    """The days of the week on which the therapist is there long enough at these hours."""
    return [
        int(shift.weekday)
        for shift in ROTA[waiting.therapist]
        if shift.location == waiting.location
        and _minutes(time.fromisoformat(shift.starts)) <= _minutes(latest)
        and _minutes(time.fromisoformat(shift.ends)) >= _minutes(earliest) + waiting.minutes + 15
    ]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _free_weekdays(entry: WaitlistEntry, now: datetime) -> set[int]:
    fits = FreeStarts([entry], now).fitting(entry)
    return {local_date(fit.starts_at, entry.location.zone).weekday() for fit in fits}
