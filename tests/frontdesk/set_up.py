"""What an owner types, step by step."""

from typing import Any

from django.db.transaction import atomic
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from frontdesk.setting_up.scene import Scene, location_named
from frontdesk.setting_up.steps import BY_NAME, STEPS
from tests.staff import make_staff

OWNER = "olga@clinic.test"
MAYA = "maya@clinic.test"
TIMES = {"on": "on", "starts": "09:00", "ends": "17:00"}
WEEKDAYS = {f"{name}_{day}": value for day in range(5) for name, value in TIMES.items()}
PLACE = {
    "name": "Port Moody",
    "street": "12 Example Street",
    "city": "Port Moody",
    "province": "BC",
    "postal_code": "V3H 0A0",
    "phone": "604-555-0142",
    "email": "hello@clinic.test",
    "zone_name": "",
}


def page_of(step: str) -> str:
    return reverse("frontdesk:set_up_step", args=[step])


def scene() -> Scene:
    """The owner's, about the first location."""
    owner = User.objects.filter(email=OWNER).first() or make_staff("manager", OWNER)
    return Scene(owner, timezone.now(), location_named(""))


def form_of(step: str) -> Any:
    """What the page of a step asks."""
    form_class = BY_NAME[step].form
    assert form_class
    return form_class(scene=scene())


def shown(step: str) -> dict[str, Any]:
    """What the page of a step would send if nothing on it were changed."""
    form = form_of(step)
    values = {"seen": form.edition}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            values |= {field.html_name: "on"} if value else {}
        elif value is not None:
            values[field.html_name] = value
    return values


def answer(client: Client, step: str, **typed: Any) -> Any:
    """Changes these fields of a step, and sends it."""
    values = shown(step) | typed
    sent = {name: value for name, value in values.items() if value is not None}
    return client.post(page_of(step), sent)


ANSWERS: dict[str, dict[str, Any]] = {
    "name": {"name": "Backs & Necks"},
    "location": PLACE,
    "hours": WEEKDAYS,
    "rooms": {"names": "Arbutus\nCedar"},
    "treatments": {},
    "therapist": {"name": "Maya Chen", "email": MAYA},
    "policy": {},
    "messages": {"send": "email"},
}


def set_up_until(last: str) -> None:
    """Stores an answer to every step before `last`, without the pages that ask."""
    for step in STEPS:
        if step.name == last:
            return
        assert step.form
        form = step.form(shown(step.name) | ANSWERS[step.name], scene=scene())
        assert form.is_valid(), (step.name, form.errors)
        with atomic():
            form.save()
