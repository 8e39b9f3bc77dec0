"""A clinic in full swing with its web server, for the benchmarks that ask over HTTP.

Two locations of twenty therapists each and fewer rooms, the next 60 days 60 % booked. All twenty of
a location give what is asked for, so that "any of twenty" has all of them to look at.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from bench.client import Answer, Client, Request
from bench.surroundings import Surroundings, tell
from bench.web import collect_files, site_settings, web
from clinic.children import Child
from clinic.embedded import free_port

WEDNESDAY = 2
HOST = "book.clinic.example"
THERAPISTS, LOCATIONS, DAYS, OCCUPANCY = 40, 2, 60, 0.6
LOCATION, TREATMENT, DURATION, THERAPIST = "seed-1", "swedish-massage", 60, "seed-therapist-1"


class Refused(Exception):
    """The site did not answer as it should."""


@dataclass
class Scene:
    """What a benchmark asks, and of whom. Django is set up in this process, too."""

    surroundings: Surroundings
    port: int
    server: Child
    first: date  # the first of the booked days, a Wednesday

    def client(self) -> Client:
        """A connection of its own; close it with a `with` block."""
        return Client(self.port)

    def get(self, path: str, cookie: str = "", **headers: str) -> Request:
        return Request.get(path, HOST, **({"Cookie": cookie} if cookie else {}), **headers)

    def availability(
        self, therapist: str, days: int, path: str = "/api/v1/availability", cookie: str = ""
    ) -> Request:
        """From the first of the booked days on."""
        asked: dict[str, str | int] = {
            "location": LOCATION,
            "treatment": TREATMENT,
            "duration": DURATION,
            "therapist": therapist,
            "days": days,
            "from": self.first.isoformat(),
        }
        return self.get(f"{path}?{urlencode(asked)}", cookie)

    def patient(self, number: int = 1) -> str:
        """The cookie of somebody who has signed in."""
        return _cookie_of(f"patient-{number}@seed.test")

    def staff(self, role: str) -> str:
        """The cookie of a receptionist, manager or therapist; this is THERAPIST."""
        return _cookie_of(f"{role}@seed.test")


def answered(client: Client, request: Request, status: int = 200) -> Answer:
    """Raises Refused when it is another status."""
    answer = client.ask(request)
    if answer.status != status:
        asked = request.source.partition(b"\r\n")[0].decode()
        raise Refused(f"{asked} answers {answer.status}:\n{answer.body[:2000].decode()}")
    return answer


@contextmanager
def scene(surroundings: Surroundings, **environment: str) -> Iterator[Scene]:
    """The clinic, made and served; gone afterwards."""
    os.environ.update(site_settings(surroundings, HOST))
    os.environ.update({"DJANGO_SETTINGS_MODULE": "bench.site.settings"}, **environment)
    surroundings.migrate()
    first = _make_clinic()
    collect_files()
    with ExitStack() as opening:
        port = free_port()
        server = opening.enter_context(web(surroundings, port))
        yield Scene(surroundings, port, server, first)


def _make_clinic() -> date:
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from accounts.models import User
    from clinic.seeding.blueprint import ZONE
    from clinic.seeding.synthetic import Size, make_clinic
    from therapists.models import Therapist
    from timeline.wall import ONE_DAY, local_date
    from treatments.models import TreatmentType

    tell("making the clinic …")
    size = Size(THERAPISTS, LOCATIONS, DAYS, occupancy=OCCUPANCY)
    today = local_date(timezone.now(), ZONE)
    # Nobody works on Sundays, and few do on the weekdays on which they have a day off.
    first = today + (7 + WEDNESDAY - today.weekday()) * ONE_DAY
    make_clinic(size, start=first, say=lambda _text: None)
    TreatmentType.objects.get(slug=TREATMENT).therapists.set(Therapist.objects.all())
    staff = {
        role: User.objects.create_user(f"{role}@seed.test", is_staff=True)
        for role in ("receptionist", "manager", "therapist")
    }
    for role, person in staff.items():
        person.groups.add(Group.objects.get(name=role))
    Therapist.objects.filter(slug=THERAPIST).update(user=staff["therapist"])
    return first


def _cookie_of(email: str) -> str:
    from django.test import Client as SignedIn

    from accounts.models import User

    browser = SignedIn()
    browser.force_login(User.objects.get(email=email))
    return "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
