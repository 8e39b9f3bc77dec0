"""One of everything that an address of the record or of the roster can be about."""

from datetime import timedelta
from typing import Any

from django.urls import URLPattern, reverse
from django.utils import timezone

from care.models import (
    CheckIn,
    Consent,
    DisabilityScore,
    Intake,
    NoteTemplate,
    Occasion,
)
from care.urls import urlpatterns as care
from roster.feed.link import make_link
from roster.models import TimeOffRequest
from roster.urls import urlpatterns as roster
from tests.care.full_record import fill
from tests.care.people import Cast
from tests.care.scoring import session
from tests.factories import Clinic

ROUTES = {**dict.fromkeys(care, "care"), **dict.fromkeys(roster, "roster")}


class Everything(Cast):
    """Alice's whole record, her next visit with Maya, and what Maya has of her own."""

    def __init__(self, clinic: Clinic) -> None:
        super().__init__(clinic)
        fill(self)
        self.next_visit = clinic.book(clinic.at(14), self.alice)
        self.held = session(self)
        now = timezone.now()
        DisabilityScore.objects.create(
            patient=self.alice,
            appointment=self.held,
            occasion=Occasion.UNDERWAY,
            asked_at=now - timedelta(hours=3),
        )
        mine = {"therapist": self.held.therapist}
        self.template = NoteTemplate.objects.create(**mine, name="Backs", content={"plan": "rest"})
        self.feed = make_link(self.held.therapist, now=now)
        day = {"starts_at": now + timedelta(days=9), "ends_at": now + timedelta(days=10)}
        self.asked = TimeOffRequest.objects.create(**mine, **day, asked_at=now)

    def keys(self, name: str) -> dict[str, Any]:
        """What stands in the address with this name."""
        seen = name in ("note", "note_sign", "note_add")
        token = {
            "check_in": CheckIn.objects.get().token,
            "feed": self.feed.token,
            "questionnaire": self.held.token,
        }
        return {
            "patient": self.alice.pk,
            "appointment": self.appointment.pk if seen else self.held.pk,
            "token": token.get(name, self.next_visit.token),
            "step": "health",
            "intake": Intake.objects.get().pk,
            "template": self.template.pk,
            "consent": Consent.objects.earliest("pk").pk,
            "check_in": CheckIn.objects.get().pk,
            "pk": self.asked.pk if name == "time_off_withdraw" else self.held.pk,
            "event": 1,
            "verb": "start",
            "day": timezone.now().date(),
        }

    def addresses(self) -> dict[str, str]:
        """Every address by the name of its route, each about something of Alice's or Maya's."""
        return {f"{room}:{route.name}": self.address(room, route) for route, room in ROUTES.items()}

    def address(self, room: str, route: URLPattern) -> str:
        pattern = route.pattern
        wanted = set(pattern.converters) | set(getattr(pattern.regex, "groupindex", ()))
        name = str(route.name)
        keys = {key: value for key, value in self.keys(name).items() if key in wanted}
        return reverse(f"{room}:{name}", kwargs=keys)
