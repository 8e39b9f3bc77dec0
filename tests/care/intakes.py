"""Filling in an intake, page by page, as a browser posts it."""

from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from booking.models import Appointment
from care.models import ConsentText, Intake

WORDS = "a dull ache after gardening"
PAGES: dict[str, dict[str, Any]] = {
    "safety": {"none_of_these": "on"},
    "reason": {"reason": WORDS, "since": "weeks", "helps": "a warm bath"},
    "pain": {"areas": ["low_back_left", "sacrum"], "pain_now": "6", "pain_worst": "8"},
    "health": {
        "cautions": ["blood_thinners"],
        "conditions": "none",
        "allergies": "almond oil",
        "other_treatments": ["physiotherapy"],
        "medication": "ibuprofen",
    },
    "wishes": {"pressure": "medium", "avoid": ["face"], "avoid_words": "", "wish": "the neck"},
}


def address(appointment: Appointment, page: str = "") -> str:
    return f"/appointments/{appointment.token}/intake/{page}{'/' if page else ''}"


def edition_of(appointment: Appointment) -> int:
    return (
        Intake.objects.filter(appointment=appointment).values_list("edition", flat=True).first()
        or 0
    )


def post(
    client: Client, appointment: Appointment, page: str, edition: Any = None, **typed: Any
) -> HttpResponseBase:
    """Posts a page made from the edition that stands there, unless told otherwise."""
    made_from = edition_of(appointment) if edition is None else edition
    return client.post(address(appointment, page), {**typed, "edition": made_from})


def sign(client: Client, appointment: Appointment, **typed: Any) -> HttpResponseBase:
    """The last page."""
    agreed = {f"agree_{text.pk}": "on" for text in ConsentText.objects.all()}
    return post(
        client, appointment, "consent", **{**agreed, "signed_name": "Alice Archer", **typed}
    )


def fill_in(client: Client, appointment: Appointment, **pages: dict[str, Any]) -> None:
    """All pages but the last one."""
    for page, typed in {**PAGES, **pages}.items():
        post(client, appointment, page, **typed)


def send(client: Client, appointment: Appointment, **pages: dict[str, Any]) -> Intake:
    """Fills in everything and sends it."""
    fill_in(client, appointment, **pages)
    response = sign(client, appointment)
    assert response.status_code == 303, response.status_code
    return Intake.objects.get(appointment=appointment)
