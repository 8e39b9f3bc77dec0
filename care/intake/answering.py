"""The pages of the intake, and the small answers that a page asks for while it is filled in."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from care.intake.forms import PageForm
from care.intake.steps import CONSENT, STEPS, Step
from care.intake.visit import Visit
from care.models import reading_language


def shown(visit: Visit, name: str, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    """A page about the intake as a whole."""
    context = {**_every_page(visit), "earlier": visit.last, **more}
    return render(visit.request, f"care/intake/{name}.html", context, status=status)


def shown_step(
    visit: Visit, step: Step, form: PageForm, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    """A page of questions; `more` may hold a `notice`, or what is `missing` to send it."""
    order = visit.steps if step in visit.steps else tuple(STEPS.values())
    place = order.index(step)
    context = {
        **_every_page(visit),
        "step": step,
        "form": form,
        "steps": order,
        "number": place + 1,
        "earlier_step": order[place - 1] if place else None,
        "is_last": step is CONSENT,
        "shown_in": reading_language(),
        "texts": [(text, form[f"agree_{text.pk}"]) for text in visit.texts]
        if step is CONSENT
        else [],
        **more,
    }
    return _marked(render(visit.request, f"care/intake/{step.key}.html", context, status=status))


def saved(visit: Visit, edition: int) -> HttpResponse:
    """Told beside the button, with the edition that the next saving begins from."""
    context = {**_every_page(visit), "edition": edition}
    return _marked(render(visit.request, "care/intake/saved.html", context))


def not_saved(visit: Visit, sentence: Any, status: int) -> HttpResponse:
    """Told beside the button; what was typed still stands in the page."""
    context = {**_every_page(visit), "sentence": sentence}
    return _marked(render(visit.request, "care/intake/saved.html", context, status=status))


def _marked(response: HttpResponse) -> HttpResponse:
    """Tells the script of the page that this is an answer, not some other page."""
    response["X-Intake"] = "answer"
    return response


def _every_page(visit: Visit) -> dict[str, Any]:
    appointment = visit.paper.appointment
    return {
        "appointment": appointment,
        "location": appointment.location,
        "patient": visit.paper.patient,
        "paper": visit.paper,
        "now": visit.now,
    }
