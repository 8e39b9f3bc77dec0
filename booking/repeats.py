"""The second click: whether what is asked for again is what the same person has just done.

What somebody else did is no answer to it: who hears "done" believes that the patient is told, or
not, as they said.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from booking.actors import Actor
from booking.models import Appointment, AppointmentEvent, EventKind, Status
from locations.models import Location, Room
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption

SECOND_CLICK_WITHIN = timedelta(minutes=1)


def latest_of(appointment: Appointment, kind: EventKind) -> AppointmentEvent | None:
    events = AppointmentEvent.objects.filter(appointment=appointment, kind=kind)
    return events.order_by("pk").last()


def is_own(event: AppointmentEvent | None, *, actor: Actor, tell: bool) -> bool:
    """Whether the desk asks again for its own change; patients only learn how things stand."""
    if not actor.is_staff:
        return True
    return event is not None and is_by(event, actor) and event.details.get("tell") == tell


def is_by(event: AppointmentEvent, actor: Actor) -> bool:
    return (event.actor_kind, event.user) == (actor.kind, actor.user)


def already_cancelled(event: AppointmentEvent | None, actor: Actor) -> str:
    """Who was faster, and whether the patient heard of it, for somebody at the desk."""
    if event is None or event.actor_kind == "system":
        return _("This is cancelled already.")
    if event.actor_kind != "staff":
        return _("The patient has cancelled this already.")
    untold = event.details.get("tell") is False
    if is_by(event, actor):
        return (
            _("You have cancelled this already, without telling the patient.")
            if untold
            else _("You have cancelled this already.")
        )
    return (
        _("A colleague has cancelled this already, without telling the patient.")
        if untold
        else _("A colleague has cancelled this already.")
    )


def just_booked(
    *,
    patient: Patient,
    location: Location,
    option: TreatmentOption,
    therapist: Therapist | None,
    room: Room | None = None,
    starts_at: datetime,
    actor: Actor,
    tell: bool,
    now: datetime,
) -> Appointment | None:
    """What this person has booked exactly so a moment ago; None for therapist and room: any."""
    place = {"therapist": therapist, "room": room}
    found = Appointment.objects.to_show().filter(
        patient=patient,
        starts_at=starts_at,
        location=location,
        treatment=option.treatment,
        status=Status.BOOKED,
        events__kind=EventKind.BOOKED,
        events__actor_kind=actor.kind,
        events__user=actor.user,
        events__details__tell=tell,
        events__at__gt=now - SECOND_CLICK_WITHIN,
        **{name: wanted for name, wanted in place.items() if wanted},
    )
    first = found.first()
    return first if first and first.minutes == option.minutes else None
