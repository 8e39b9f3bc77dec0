"""What leaves the books with a patient: words and traces. The sessions stay, as bare numbers."""

from datetime import datetime

from booking.actors import Actor
from booking.lifecycle.offering import stop_waiting
from booking.models import Appointment, AppointmentEvent, Attention, WaitlistEntry
from patients.models import Patient


def stop_all_waiting(*, patient: Patient, now: datetime, actor: Actor) -> None:
    """Leaves every line, giving back what is offered there; a transaction for each."""
    for entry in WaitlistEntry.objects.filter(patient=patient).unfinished():
        stop_waiting(entry=entry, state=WaitlistEntry.State.LEFT, now=now, actor=actor)


def forget_what_need_not_be_kept(*, patient: Patient) -> None:
    """Removes wishes and the desk's notes. Call it in the transaction that erases."""
    WaitlistEntry.objects.filter(patient=patient).delete()
    Appointment.objects.filter(patient=patient).exclude(desk_note="").update(desk_note="")


def forget(*, patient: Patient) -> None:
    """Leaves of every session when, where, what and the price. Call it where it is erased."""
    forget_what_need_not_be_kept(patient=patient)
    sessions = Appointment.objects.filter(patient=patient)
    sessions.update(visitor="", network="")
    AppointmentEvent.objects.filter(appointment__in=sessions).exclude(reason="").update(reason="")
    Attention.objects.filter(appointment__in=sessions).update(settled_because="")
