"""Appointments as iCalendar objects (RFC 5545), for mail programs (RFC 6047) and for download.

Times are UTC. A VTIMEZONE would not be safer: programs that know the zone's name use their own
rules instead, which may be older than ours, and move the appointment. An instant cannot move; the
description says the time on the clinic's clock.
"""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText, vUri

from booking.models import Appointment, Status
from booking.templatetags.clinic_time import clinic_moment, clinic_zone
from locations.letterhead import clinic_name

PRODUCT = "-//Unknot//Booking//EN"


class Method(StrEnum):
    """What the receiving program is asked to do (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def calendar_file(appointment: Appointment, *, method: Method, now: datetime) -> bytes:
    """One appointment as an iCalendar object; the same UID for life, SEQUENCE rising."""
    return _calendar([appointment], method, now)


def course_file(appointments: Iterable[Appointment], *, now: datetime) -> bytes:
    """Several appointments in one file, published: an invitation is to one of them only."""
    return _calendar(appointments, Method.PUBLISH, now)


def _calendar(appointments: Iterable[Appointment], method: Method, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    for appointment in appointments:
        calendar.add_component(_event(appointment, method, now))
    return bytes(calendar.to_ical())


def download(appointment: Appointment, *, now: datetime) -> bytes:
    """For "add to calendar": nobody is invited, the entry is just published."""
    return calendar_file(appointment, method=Method.PUBLISH, now=now)


def _event(appointment: Appointment, method: Method, now: datetime) -> Event:
    cancelled = appointment.status == Status.CANCELLED
    event = Event()
    event.add("uid", appointment.calendar_uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("summary", _summary(appointment))
    event.add("location", f"{clinic_name()}, {appointment.location.address}")
    event.add("description", _description(appointment))
    # Shared calendars show only that the time is taken.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("organizer", _organizer())
    if not cancelled:
        event.add("url", vUri(manage_link(appointment)))
    if method is not Method.PUBLISH:
        event.add("attendee", _attendee(appointment), encode=False)
    return event


def manage_link(appointment: Appointment) -> str:
    """The page where whoever has this link can move or cancel the appointment."""
    return f"{settings.SITE_URL}/appointments/{appointment.token}/"


def _summary(appointment: Appointment) -> str:
    """Lock screens and colleagues see it: neither the treatment nor a full name."""
    said = _("{clinic} with {therapist}")
    return said.format(clinic=clinic_name(), therapist=appointment.therapist.first_name)


def _description(appointment: Appointment) -> str:
    starts, location = appointment.starts_at, appointment.location
    when = f"{clinic_moment(starts, location)}, {clinic_zone(starts, location)}"
    lines = [_("{when}, {minutes} minutes with {therapist}.")]
    if location.phone:
        lines.append(_("Phone: {phone}"))
    if appointment.status != Status.CANCELLED:
        lines.append(_("Move or cancel: {link}"))
    return "\n".join(lines).format(
        when=when,
        minutes=appointment.minutes,
        therapist=appointment.therapist.name,
        phone=location.phone,
        link=manage_link(appointment),
    )


def _organizer() -> vCalAddress:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText(clinic_name())
    return organizer


def _attendee(appointment: Appointment) -> vCalAddress:
    """The patient, who has agreed by booking: no program needs to ask for an answer."""
    patient = appointment.patient
    if patient is None:
        raise ValueError("Nobody is invited to an appointment without a patient.")
    attendee = vCalAddress(f"mailto:{patient.contact_email}")
    attendee.params["cn"] = vText(patient.full_name)
    attendee.params["cutype"] = vText("INDIVIDUAL")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee
