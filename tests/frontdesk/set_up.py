"""What an owner types, step by step."""

from typing import Any

from django.test import Client
from django.urls import reverse

from frontdesk.setting_up.steps import STEPS

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


def shown(client: Client, step: str) -> dict[str, Any]:
    """What the page of a step would send if nothing on it were changed."""
    form = client.get(page_of(step)).context["form"]
    values = {"seen": form.edition}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            values |= {field.html_name: "on"} if value else {}
        elif value is not None:
            values[field.html_name] = value
    return values


def answer(client: Client, step: str, **typed: Any) -> Any:
    """Changes these fields on the page of a step, and sends it."""
    values = shown(client, step) | typed
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


def set_up_until(client: Client, last: str) -> None:
    """Answers every step before `last`."""
    for step in STEPS:
        if step.name == last:
            return
        response = answer(client, step.name, **ANSWERS[step.name])
        assert response.status_code == 303, (step.name, response.context["form"].errors)
