"""The demo's accounts and patients. Every address ends in `demo.test`, which nobody can own."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from clinic.seeding.names import full_name, phone_number
from patients.models import Patient, Relationship

PASSWORD = "demo-only"  # noqa: S105 (the demo prints it; the loader refuses to run in production)
STAFF = {
    "desk@demo.test": ("Dana Whitfield", "receptionist"),
    "manager@demo.test": ("Ingrid Solberg", "manager"),
    "therapist@demo.test": ("Maya Chen", "therapist"),
}
PAT = "pat@demo.test"
OTHER_PATIENTS = 70


@dataclass(frozen=True)
class Cast:
    """Who is on stage: the desk, the therapist with an account, Pat, Pat's child, all others."""

    desk: User
    therapist: User
    pat: Patient
    child: Patient
    others: list[Patient]


def make_people(now: datetime) -> Cast:
    """Accounts in their roles, and patients."""
    hashed = make_password(PASSWORD)
    staff = {
        email: _make_account(email, name, role, password=hashed, is_staff=True)
        for email, (name, role) in STAFF.items()
    }
    account = _make_account(PAT, "Pat Morgan", "patient", password=make_password(None))
    family = {"account": account, "family_name": "Morgan"}
    pat = Patient.objects.create(
        **family,
        given_name="Pat",
        pronouns="they/them",
        date_of_birth=date(1984, 6, 17),
        phone="+16045550117",
        reminders_by_sms=True,
        sms_agreed_at=now,
    )
    child = Patient.objects.create(
        **family,
        relationship=Relationship.CHILD,
        given_name="Robin",
        date_of_birth=date(now.year - 11, 3, 9),
    )
    return Cast(
        desk=staff["desk@demo.test"],
        therapist=staff["therapist@demo.test"],
        pat=pat,
        child=child,
        others=_make_others(),
    )


def _make_account(
    email: str, name: str, role: str, *, password: str, is_staff: bool = False
) -> User:
    user = User.objects.create(email=email, name=name, password=password, is_staff=is_staff)
    user.groups.add(Group.objects.get(name=role))
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _make_others() -> list[Patient]:
    """Patients whom the desk books by phone: they have no account, but an address."""
    chance = Random("patients of the demo clinic")
    names = [full_name(chance) for _ in range(OTHER_PATIENTS)]
    return Patient.objects.bulk_create(
        Patient(
            given_name=given,
            family_name=family,
            email=f"{given}.{family}.{number}@demo.test".lower(),
            phone=phone_number(number),
            date_of_birth=date(chance.randint(1938, 2008), chance.randint(1, 12), 1 + number % 28),
        )
        for number, (given, family) in enumerate(names, start=1)
    )
