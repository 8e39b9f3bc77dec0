"""`python fill.py FILE`, in the peer's environment: its tables, filled with a clinic's facts."""

import json
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import django

BATCH = 2000
SERVICE = 1
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


def main(path: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", "auth", verbosity=0)
    # The package comes without migrations; its tables refer to those of users.
    call_command("migrate", run_syncdb=True, verbosity=0)
    facts = json.loads(Path(path).read_text())
    _make_service(facts)
    _make_staff(facts)
    _make_hours(facts)
    _make_sessions(facts)
    _make_visitors(facts)
    _tell_planner()


def _make_service(facts: dict[str, Any]) -> None:
    from appointment.models import Config, Service  # type: ignore[import-not-found]

    # With a row, the configuration comes from the cache; without one, it is looked for each time.
    Config.objects.create(
        slot_duration=facts["step"], lead_time=time(8), finish_time=time(20), website_name="Peer"
    )
    # Nothing to pay, nothing to work out.
    Service.objects.create(
        id=SERVICE, name="Massage", duration=timedelta(minutes=facts["minutes"]), price=0
    )


def _make_staff(facts: dict[str, Any]) -> None:
    from appointment.models import StaffMember
    from django.contrib.auth.models import User

    for key, name in facts["staff"]:
        given, _, family = name.partition(" ")
        user = User.objects.create(
            username=f"staff-{key}",
            email=f"staff-{key}@peer.test",
            first_name=given,
            last_name=family,
            is_staff=True,
        )
        StaffMember.objects.create(id=key, user=user).services_offered.add(SERVICE)


def _make_hours(facts: dict[str, Any]) -> None:
    from appointment.models import DayOff, Unavailability, WorkingHours

    # Its weeks begin on Sunday.
    for staff_member, weekday, starts, ends in facts["hours"]:
        WorkingHours.objects.create(
            staff_member_id=staff_member,
            day_of_week=(weekday + 1) % 7,
            start_time=starts,
            end_time=ends,
        )
    Unavailability.objects.bulk_create(
        Unavailability(staff_member_id=staff_member, date=day, start_time=starts, end_time=ends)
        for staff_member, day, starts, ends in facts["breaks"]
    )
    DayOff.objects.bulk_create(
        DayOff(staff_member_id=staff_member, start_date=first, end_date=last)
        for staff_member, first, last in facts["days_off"]
    )


def _make_sessions(facts: dict[str, Any]) -> None:
    from appointment.models import Appointment, AppointmentRequest
    from django.contrib.auth.models import User

    client = User.objects.create(username="client", email="client@peer.test", first_name="Clio")
    requests = AppointmentRequest.objects.bulk_create(
        (
            AppointmentRequest(
                date=day,
                start_time=starts,
                end_time=ends,
                service_id=SERVICE,
                staff_member_id=staff_member,
                id_request=f"seed-{number}",
            )
            for number, (staff_member, day, starts, ends) in enumerate(facts["sessions"])
        ),
        batch_size=BATCH,
    )
    Appointment.objects.bulk_create(
        (
            Appointment(
                client=client,
                appointment_request=request,
                phone="+16045550100",
                amount_to_pay=0,
                id_request=request.id_request,
            )
            for request in requests
        ),
        batch_size=BATCH,
    )


def _make_visitors(facts: dict[str, Any]) -> None:
    """People who have signed in and whose address is verified, each with a session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    visitors = User.objects.bulk_create(
        (
            User(
                username=f"visitor-{number}",
                email=f"visitor-{number}@peer.test",
                first_name="Vic",
                last_name="Visitor",
            )
            for number in range(len(facts["visitors"]))
        ),
        batch_size=BATCH,
    )
    Session.objects.bulk_create(
        (
            Session(
                session_key=key,
                session_data=SessionStore().encode(
                    {
                        SESSION_KEY: str(user.pk),
                        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                        HASH_SESSION_KEY: user.get_session_auth_hash(),
                    }
                ),
                expire_date=NEVER,
            )
            for key, user in zip(facts["visitors"], visitors, strict=True)
        ),
        batch_size=BATCH,
    )


def _tell_planner() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1])
