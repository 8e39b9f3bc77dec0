"""The guide's pages. Addresses name questions, never answers; nobody caches what they show."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.views.answers import see_other
from care.guide.kept import Kept, forget, keep, kept
from care.guide.steps import (
    BY_KEY,
    STEPS,
    Step,
    is_emergency,
    is_stopped,
    next_step,
    place_after,
)
from treatments.guide.suggestion import suggest
from treatments.safety import CAUTIONS


@never_cache
@require_safe
def guide(request: HttpRequest) -> HttpResponseBase:
    """What the guide is and is not, and where to begin or go on."""
    answers = kept(request, now=timezone.now())
    following = next_step(answers)
    context = {"answers": answers, "following": following, "questions": len(STEPS)}
    return render(request, "care/guide/welcome.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def question(request: HttpRequest, step: str) -> HttpResponseBase:
    """One question; a posted answer leads to the next, or to a doctor."""
    screen = BY_KEY.get(step)
    if screen is None:
        raise Http404("There is no such question.")
    now = timezone.now()
    answers = kept(request, now=now)
    waiting = next_step(answers)
    if waiting and STEPS.index(screen) > STEPS.index(waiting):
        return redirect("care:guide_question", waiting.key)
    if is_stopped(answers) and screen is not STEPS[0]:
        return redirect("care:guide_doctor")
    if request.method != "POST":
        return _shown(request, screen, screen.form(initial=_initial(answers)), answers)
    form = screen.form(request.POST)
    if not form.is_valid():
        return _shown(request, screen, form, answers, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    answers = {**answers, **form.cleaned_data}
    response = _go_on(screen, answers)
    keep(response, answers, now=now)
    return response


@never_cache
@require_safe
def doctor(request: HttpRequest) -> HttpResponseBase:
    """A red flag: calm advice, and nothing to book."""
    answers = kept(request, now=timezone.now())
    if not is_stopped(answers):
        return redirect("care:guide")
    return render(request, "care/guide/doctor.html", {"is_emergency": is_emergency(answers)})


@never_cache
@require_safe
def suggestion(request: HttpRequest) -> HttpResponseBase:
    """One or two types that may suit, with the reasons, and the way to their free starts."""
    answers = kept(request, now=timezone.now())
    if is_stopped(answers):
        return redirect("care:guide_doctor")
    if (waiting := next_step(answers)) is not None:
        return redirect("care:guide_question", waiting.key)
    context = {
        "suggestion": suggest(answers),
        "cautions": CAUTIONS,
        "is_pregnant": answers["cause"] == "pregnancy",
    }
    return render(request, "care/guide/suggestion.html", context)


@never_cache
@require_POST
def anew(_request: HttpRequest) -> HttpResponseBase:
    """Forgets every answer at once."""
    response = see_other("care:guide")
    forget(response)
    return response


def _go_on(screen: Step, answers: Kept) -> HttpResponseBase:
    if is_stopped(answers):
        return see_other("care:guide_doctor")
    following = place_after(screen)
    return (
        see_other("care:guide_question", following.key)
        if following
        else see_other("care:guide_suggestion")
    )


def _initial(answers: Kept) -> Kept:
    """What was answered before; an empty list of signs was the tick at “none of these”."""
    none = {"red_flags": ["none"]} if answers.get("red_flags") == [] else {}
    return {**answers, **none}


def _shown(
    request: HttpRequest, screen: Step, form: Any, answers: Kept, status: int = HTTPStatus.OK
) -> HttpResponse:
    place = STEPS.index(screen)
    context = {
        "step": screen,
        "form": form,
        "number": place + 1,
        "questions": len(STEPS),
        "earlier": STEPS[place - 1] if place else None,
        "answers": answers,
    }
    return render(request, "care/guide/question.html", context, status=status)
