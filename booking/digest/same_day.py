"""What a family has besides, near in time to what is about to be told: one statement a slice.

Nearly nobody has a family, or a second appointment that day. So all that is said of an appointment
is read only of those few that this finds.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from booking.models import Appointment, Status
from timeline.wall import ONE_DAY, local_date

# Who may be written to at the same address: patients of one account, or with one address or number.
# Two parts, because one condition for all of it would read every patient.
NEAR = """
    WITH family AS MATERIALIZED (
        SELECT id, account_id, email, phone
        FROM patients_patient
        WHERE id = ANY(%(patients)s::bigint[])
            OR account_id = ANY(%(accounts)s::bigint[])
            OR email = ANY(%(emails)s)
            OR phone = ANY(%(phones)s)
        UNION
        SELECT patient.id, account_id, patient.email, phone
        FROM accounts_user AS account
        JOIN patients_patient AS patient ON patient.account_id = account.id
        WHERE lower(account.email) = ANY(%(emails)s)
    )
    SELECT appointment.id, appointment.starts_at, location.zone_name, family.email,
        (SELECT email FROM accounts_user WHERE id = family.account_id), family.phone
    FROM family
    JOIN booking_appointment AS appointment ON appointment.patient_id = family.id
    JOIN locations_location AS location ON location.id = appointment.location_id
    WHERE appointment.starts_at BETWEEN %(first)s AND %(last)s
        AND appointment.status = %(booked)s
        AND appointment.id <> ALL(%(known)s::bigint[])
"""

# How somebody is reached, an address or a number, and a day there.
Told = tuple[str, date]


def others_of(appointments: Sequence[Appointment], *, by_text: bool) -> list[int]:
    """Keys of what else is booked for the same days by whoever is reached at the same address.

    Perhaps some more: whether they want to be reminded, and in which language, is not asked.
    """
    told = {one for each in appointments for one in _told_of(each, by_text=by_text)}
    if not told:
        return []
    return [
        key
        for key, starts_at, zone_name, email, of_account, phone in _near(appointments, told)
        if not told.isdisjoint(
            _told((email or of_account or "", phone), starts_at, ZoneInfo(zone_name))
        )
    ]


def _told_of(appointment: Appointment, *, by_text: bool) -> Iterator[Told]:
    patient = appointment.patient
    if patient is None:
        return iter(())
    # Numbers are taken apart when they are looked at, which is costly.
    phone = str(patient.phone) if by_text else ""
    return _told((patient.contact_email, phone), appointment.starts_at, appointment.zone)


def _told(reached_at: Iterable[str], starts_at: datetime, zone: ZoneInfo) -> Iterator[Told]:
    day = local_date(starts_at, zone)
    return ((address.lower(), day) for address in reached_at if address)


def _near(appointments: Sequence[Appointment], told: Iterable[Told]) -> list[tuple[Any, ...]]:
    patients = [one.patient for one in appointments if one.patient]
    starts = [one.starts_at for one in appointments]
    addresses = {address for address, _day in told}
    with connection.cursor() as cursor:
        cursor.execute(
            NEAR,
            {
                "patients": [one.pk for one in patients],
                "accounts": [one.account_id for one in patients if one.account_id],
                # As it is kept, and as others may have typed it.
                "emails": list(addresses | {one.contact_email for one in patients}),
                "phones": list(addresses),
                "first": min(starts) - ONE_DAY,
                "last": max(starts) + ONE_DAY,
                "booked": Status.BOOKED,
                "known": [one.pk for one in appointments],
            },
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
