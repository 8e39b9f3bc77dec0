"""Who is who in the tests of the record and of the roster."""

from django.test import Client

from accounts.models import User
from booking.models import Appointment
from tests.factories import Clinic, make_patient, make_user
from tests.staff import browser_of, make_staff


class Cast:
    """Accounts by first name, Alice's record, and her `appointment` with Maya."""

    def __init__(self, clinic: Clinic) -> None:
        self.users: dict[str, User] = {
            "alice": make_user("alice@example.test"),
            "dan": make_user("dan@example.test"),
            "maya": make_staff("therapist", "maya@example.test"),
            "jonas": make_staff("therapist", "jonas@example.test"),
            "bob": make_staff("receptionist", "bob@example.test"),
            "mona": make_staff("manager", "mona@example.test"),
        }
        for name, therapist in zip(("maya", "jonas"), clinic.therapists, strict=True):
            therapist.user = self.users[name]
            therapist.name = f"{name.title()} Miller"
            therapist.save()
        self.alice = make_patient(self.users["alice"])
        self.dan = make_patient(self.users["dan"], given_name="Dan", family_name="Dorsey")
        self.appointment: Appointment = clinic.book(clinic.at(10), self.alice)

    def browser(self, name: str) -> Client:
        """Signed in as that person; `anonymous` is nobody."""
        return Client() if name == "anonymous" else browser_of(self.users[name])


EVERYBODY = ("anonymous", "alice", "dan", "maya", "jonas", "bob", "mona")
