"""A booking as a known patient makes it on the website, from the button to the confirmation."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from booking.models import Appointment
from patients.models import Patient
from tests.booking.pages import soon, wish
from tests.concurrency.browser import Answer, Browser
from tests.factories import Clinic, make_patient, make_user


@dataclass(frozen=True)
class Guest:
    """Somebody whose code was right, in a browser of their own."""

    patient: Patient
    browser: Browser

    def hold(self, clinic: Clinic) -> str:
        """Presses the button of a start; the path of the page that asks for details."""
        answer = self.browser.post("/book/hold/", **wish(clinic, soon(clinic, 10)))
        assert answer.status == 303, f"{answer.status}\n{answer.page[:500]}"
        return answer.location

    def confirm(self, path: str) -> Answer:
        return self.browser.another_tab().post(path, who=f"patient-{self.patient.pk}")


def a_guest(web_address: str) -> Guest:
    client, browser = Client(), Browser(web_address)
    account = make_user()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    browser.cookies[name] = client.cookies[name].value
    return Guest(make_patient(account), browser)


def held_at(path: str) -> Appointment:
    return Appointment.objects.get(token=path.strip("/").rpartition("/")[2])


def book_on_the_website(web_address: str, clinic: Clinic) -> Appointment:
    guest = a_guest(web_address)
    path = guest.hold(clinic)
    answer = guest.confirm(path)
    assert answer.status == 303, f"{answer.status}\n{answer.page[:500]}"
    return held_at(path)
