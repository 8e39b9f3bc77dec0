"""One page of every kind that people see, with the sign-in of those who may."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files import File
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from clinic import demo
from tests.booking.pages import choice, held, soon
from tests.care.everything import Everything
from tests.factories import Clinic, make_therapist, make_treatment

FACES = Path(demo.__file__).parent / "faces"
OF_A_VISIT = (
    *("booking:appointment", "booking:reschedule", "booking:cancel", "booking:contact"),
    *("booking:attending", "booking:earlier"),
)
OF_THE_RECORD = (
    *("care:intake", "care:intake_stop", "care:questionnaire", "care:check_in"),
    *("care:my_record", "care:who_looked", "care:erase", "care:withdraw_consent"),
)
STEPS = ("safety", "reason", "pain", "health", "wishes", "consent")


class EveryPage:
    """A clinic of eight drawn faces, and Alice, of whom there is one of everything."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.clinic = Clinic(therapists=2, rooms=2)
        self.scene = Everything(self.clinic)
        self.treatment = make_treatment("swedish-massage", name="Swedish massage")
        for face in sorted(FACES.glob("*.webp")):
            therapist = make_therapist(face.stem, self.treatment, self.clinic.treatment)
            with face.open("rb") as drawing:
                therapist.portrait.save(face.name, File(drawing))

    def open(self, browser: Browser, size: ViewportSize) -> BrowserContext:
        """A browser that has never been here, in which Alice is signed in."""
        context = browser.new_context(
            base_url=self.site, viewport=size, color_scheme="light", service_workers="block"
        )
        session = self.scene.browser("alice").cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": self.site}])
        return context

    def addresses(self) -> Iterator[str]:
        yield from self._public()
        yield from self._choosing()
        token = {"token": self.scene.next_visit.token}
        yield from (reverse(name, kwargs=token) for name in OF_A_VISIT)
        known = self.scene.addresses()
        yield from (known[name] for name in OF_THE_RECORD)
        for step in STEPS:
            yield reverse("care:intake_step", kwargs={**token, "step": step})
        yield from ("/appointments/", "/accounts/logout/")

    def _public(self) -> Iterator[str]:
        yield from ("/", "/treatments/", "/treatments/swedish-massage/", "/therapists/")
        yield from ("/therapists/maya-chen/", "/guide/", "/guide/first/", "/accounts/sign-in/")
        yield from ("/nothing-here/", "/book/?from=2027-02-29", "/offline/")

    def _choosing(self) -> Iterator[str]:
        """The questions of a booking, its week of free times, and a time that is kept."""
        week = "&".join(f"{name}={value}" for name, value in choice(self.clinic).items())
        yield from ("/book/", f"/book/?{week}", f"/waiting/join/?{week}")
        kept = held(self.clinic, soon(self.clinic, 13))
        yield reverse("booking:details", kwargs={"token": kept.token})
