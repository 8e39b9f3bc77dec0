"""Setting the clinic up: a list of what is missing, and one step a page."""

from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from booking.views.answers import see_other
from frontdesk.pages import SET_UP, desk_page, in_the_frame
from frontdesk.setting_up.checks import Facts, checklist
from frontdesk.setting_up.form import StepForm
from frontdesk.setting_up.scene import Scene, location_named, step_address
from frontdesk.setting_up.steps import BY_NAME, STEPS, Step, after, before
from locations.models import Location

ADD_ACCOUNTS = "accounts.add_user"
# Two who set up at the same time take turns.
SETTING_UP = 7_262_002
# A chain finds its way by what is missing.
OTHERS = 10
LIST = "admin/frontdesk/set_up/list.html"


@require_safe
@desk_page(SET_UP, ADD_ACCOUNTS)
def set_up(request: HttpRequest) -> HttpResponseBase:
    """What is done and what is missing, each with the way to its step."""
    facts = Facts(timezone.now())
    context = {"title": _("Set-up"), "checklist": checklist(facts), "facts": facts}
    return in_the_frame(request, LIST, context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SET_UP, ADD_ACCOUNTS)
def set_up_step(request: HttpRequest, name: str) -> HttpResponseBase:
    """Asks one thing; a POST stores the answer and goes on, or goes without storing it."""
    step = BY_NAME.get(name)
    if step is None:
        raise Http404(_("There is no such step."))
    if request.method == "POST" and step.form:
        answer = _leave if "leave" in request.POST else _save
        return answer(request, step, step.form)
    return _page(request, step, step.form(scene=_scene(request)) if step.form else None)


def _save(request: HttpRequest, step: Step, form_class: type[StepForm]) -> HttpResponseBase:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SETTING_UP])
        form = form_class(request.POST, scene=_scene(request))
        if _is_closed(form):
            return _page(request, step, form, HTTPStatus.CONFLICT)
        # First: the page that answers knows what is stored by now.
        if request.POST.get("seen") != form.edition:
            return _page(request, step, form, HTTPStatus.CONFLICT, is_changed=True)
        if not form.is_valid():
            return _page(request, step, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        form.save()
    # A test is waited for, and whoever has added a therapist may add another.
    stays = step.name == "messages"
    return see_other(_address(step if stays else after(step), form.scene))


def _leave(request: HttpRequest, step: Step, form_class: type[StepForm]) -> HttpResponseBase:
    """Goes back, or on; whoever has typed something is asked first."""
    form = form_class(request.POST, scene=_scene(request))
    is_back = request.POST["leave"] == "back"
    if form.has_changed() and not _is_closed(form):
        # Saved from there, it is measured by what the first page showed.
        seen = request.POST.get("seen", "")
        return _page(request, step, form, leaves="back" if is_back else "on", seen=seen)
    return see_other(_before(step, form.scene) if is_back else _address(after(step), form.scene))


def _scene(request: HttpRequest) -> Scene:
    assert request.user.is_authenticated
    slug = request.GET.get("location", "")
    location = location_named(slug)
    is_named = location is not None and location.slug == slug
    return Scene(request.user, timezone.now(), location, is_named)


def _is_closed(form: StepForm) -> bool:
    return bool(form.closed_because) or (form.needs_location and form.scene.location is None)


def _address(step: Step, scene: Scene) -> str:
    """The page of the step, about the same location."""
    return step_address(step.name, scene.location if scene.is_named else None)


def _before(step: Step, scene: Scene) -> str:
    previous = before(step)
    return _address(previous, scene) if previous else reverse("frontdesk:set_up")


def _elsewhere(step: Step, scene: Scene) -> list[tuple[Location, str]]:
    """The other locations, each with the same step about it."""
    if not (step.form and step.form.needs_location and scene.location):
        return []
    others = Location.objects.open_to_patients().exclude(pk=scene.location.pk)[:OTHERS]
    return [(other, step_address(step.name, other)) for other in others]


def _page(
    request: HttpRequest,
    step: Step,
    form: StepForm | None,
    status: HTTPStatus = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    scene = form.scene if form else _scene(request)
    shown = {
        "title": step.title,
        "step": step,
        "number": STEPS.index(step) + 1,
        "steps": [(one, _address(one, scene)) for one in STEPS],
        "form": form,
        "is_closed": form is not None and _is_closed(form),
        "scene": scene,
        "elsewhere": _elsewhere(step, scene),
        "seen": form.edition if form else "",
        "back_url": _before(step, scene),
        "next_url": _address(after(step), scene),
    }
    if step.form is None:
        facts = Facts(scene.now)
        shown |= {"facts": facts, "checklist": checklist(facts)}
    return in_the_frame(request, step.template, shown | context, status=status)
