"""The patient's pages of the intake. GET and HEAD never change anything."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.views.answers import see_other
from booking.views.secret_link import secret_link
from care.guide.handing import as_intake, can_be_handed
from care.guide.kept import Kept, forget, kept
from care.intake.answering import shown, shown_step
from care.intake.filling import fill_in
from care.intake.paper import Stage
from care.intake.shown import chapters
from care.intake.steps import CONSENT, SAFETY, STEPS
from care.intake.visit import Visit, arrive
from care.intake.writing import NotWritten, save, start_again
from care.models import Verb
from treatments.safety import RED_FLAGS

EMERGENCIES = {flag.key for flag in RED_FLAGS if flag.is_emergency}


@secret_link
@require_safe
def intake(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the link leads: begin, go on, or see what was sent."""
    visit = arrive(request, token, timezone.now())
    paper = visit.paper
    if paper.stage == Stage.GONE:
        return shown(visit, "gone", status=HTTPStatus.GONE)
    if not paper.may_see:
        visit.note(Verb.REFUSED)
        return shown(visit, "elsewhere", to_sign=visit.texts)
    if paper.stage == Stage.OPEN and paper.is_stopped:
        return redirect("care:intake_stop", token)
    if paper.is_sent and paper.stage == Stage.OPEN and visit.texts:
        return redirect("care:intake_step", token, CONSENT.key)
    if paper.is_sent:
        visit.note(Verb.READ)
        return shown(visit, "sent", chapters=chapters(visit.answers))
    if paper.stage == Stage.CLOSED:
        return shown(visit, "closed")
    return shown(visit, "welcome", resume=visit.resume, from_guide=_from_guide(visit))


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def step(request: HttpRequest, token: str, step: str) -> HttpResponseBase:
    """One page of questions; saved by its button, and by itself while it is filled in."""
    visit = arrive(request, token, timezone.now())
    page = STEPS.get(step)
    if page is None:
        raise Http404("There is no such page.")
    if request.method == "POST":
        return fill_in(visit.with_key(), page)
    if not visit.paper.may_see:
        visit.note(Verb.REFUSED)
    if visit.paper.stage != Stage.OPEN or not visit.paper.may_see:
        return redirect("care:intake", token)
    if visit.paper.is_stopped and page is not SAFETY:
        return redirect("care:intake_stop", token)
    if visit.paper.intake:
        visit.note(Verb.READ)
    return shown_step(visit, page, visit.form(page))


@secret_link
@require_safe
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """What to do about a red flag: a doctor first. Nothing is booked, nothing is cancelled."""
    visit = arrive(request, token, timezone.now())
    paper = visit.paper
    if not (paper.may_see and paper.is_stopped and paper.stage == Stage.OPEN):
        return redirect("care:intake", token)
    visit.note(Verb.READ)
    flags = visit.answers.get("red_flags") or []
    return shown(visit, "stop", is_emergency=bool(EMERGENCIES.intersection(flags)))


@secret_link
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponseBase:
    """That it was sent; nothing of what was written."""
    visit = arrive(request, token, timezone.now())
    if not visit.paper.is_sent:
        return redirect("care:intake", token)
    return shown(visit, "thanks")


@secret_link
@require_POST
def from_guide(request: HttpRequest, token: str) -> HttpResponseBase:
    """Begins the form with what the guide was told in this browser, which then forgets it."""
    visit = arrive(request, token, timezone.now()).with_key()
    answers = _from_guide(visit)
    if not answers:
        return see_other("care:intake", token)
    try:
        save(visit.paper, edition=0, answers=as_intake(answers), now=visit.now)
    except NotWritten:
        visit.note(Verb.REFUSED)
        return see_other("care:intake", token)
    visit.again().note(Verb.WRITE)
    response = visit.remembered(see_other("care:intake_step", token, SAFETY.key))
    forget(response)
    return response


@secret_link
@require_POST
def anew(request: HttpRequest, token: str) -> HttpResponseBase:
    """Begins again in this browser what was begun, and not sent, in another one."""
    visit = arrive(request, token, timezone.now()).with_key()
    try:
        start_again(visit.paper, now=visit.now)
    except NotWritten:
        visit.note(Verb.REFUSED)
        return see_other("care:intake", token)
    visit.note(Verb.WRITE)
    return visit.remembered(see_other("care:intake_step", token, SAFETY.key))


def _from_guide(visit: Visit) -> Kept:
    """What this browser could hand over: nothing, once the form is begun or asks less."""
    if visit.paper.intake or visit.last or visit.paper.stage != Stage.OPEN:
        return {}
    answers = kept(visit.request, now=visit.now)
    return answers if can_be_handed(answers) else {}
