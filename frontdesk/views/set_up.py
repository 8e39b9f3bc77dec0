"""Setting the clinic up: a list of what is missing, and one step a page."""

from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from booking.views.answers import see_other
from frontdesk.pages import SET_UP, desk_page, in_the_frame
from frontdesk.setting_up.checks import Facts, checklist
from frontdesk.setting_up.form import StepForm
from frontdesk.setting_up.scene import Scene, location_named
from frontdesk.setting_up.steps import BY_NAME, STEPS, Step, after, before

ADD_ACCOUNTS = "accounts.add_user"
# Two who set up at the same time take turns.
SETTING_UP = 7_262_002
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
    """Asks one thing; a POST stores the answer and goes on."""
    step = BY_NAME.get(name)
    if step is None:
        raise Http404(_("There is no such step."))
    if request.method == "POST" and step.form:
        return _save(request, step, step.form)
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


def _scene(request: HttpRequest) -> Scene:
    assert request.user.is_authenticated
    return Scene(request.user, timezone.now(), location_named(request.GET.get("location", "")))


def _is_closed(form: StepForm) -> bool:
    return bool(form.closed_because) or (form.needs_location and form.scene.location is None)


def _address(step: Step, scene: Scene) -> str:
    """The page of the step, about the same location."""
    address = reverse("frontdesk:set_up_step", args=[step.name])
    is_other = scene.location is not None and scene.location != location_named("")
    query = {"location": scene.location.slug} if is_other and scene.location else {}
    return f"{address}?{urlencode(query)}" if query else address


def _page(
    request: HttpRequest,
    step: Step,
    form: StepForm | None,
    status: HTTPStatus = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    scene = form.scene if form else _scene(request)
    facts = Facts(scene.now)
    previous = before(step)
    shown = {
        "title": step.title,
        "step": step,
        "number": STEPS.index(step) + 1,
        "steps": STEPS,
        "form": form,
        "is_closed": form is not None and _is_closed(form),
        "scene": scene,
        "facts": facts,
        "checklist": checklist(facts),
        "back_url": _address(previous, scene) if previous else reverse("frontdesk:set_up"),
        "next_url": _address(after(step), scene),
    }
    return in_the_frame(request, step.template, shown | context, status=status)
