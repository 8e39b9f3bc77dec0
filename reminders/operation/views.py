"""`/admin/messages/`: for managers; it names nobody, and nothing on it changes a thing."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from reminders.operation.figures import read
from reminders.operation.hours import read_hours

PERMISSION = "reminders.view_outgoingmessage"


@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponseBase:
    """How messages go: the page, or for the page itself, every 15 seconds, what has changed."""
    is_fragment = request.headers.get("HX-Request") == "true"
    if is_fragment and not admin.site.has_permission(request):
        # Or the sign-in page would appear within the page.
        return HttpResponseClientRefresh()
    answer: HttpResponseBase = admin.site.admin_view(_messages)(request, is_fragment)
    return answer


def _messages(request: HttpRequest, is_fragment: bool) -> TemplateResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if is_fragment and request.GET.get("part") == "hours":
        return TemplateResponse(request, "admin/reminders/hours.html", _hours())
    if is_fragment:
        return TemplateResponse(request, "admin/reminders/standing.html", _standing())
    frame = {**admin.site.each_context(request), "title": _("How messages go")}
    everything = {**frame, **_standing(), **_hours()}
    return TemplateResponse(request, "admin/reminders/messages.html", everything)


def _standing() -> dict[str, Any]:
    return {"figures": read(now=timezone.now(), zone=timezone.get_current_timezone())}


def _hours() -> dict[str, Any]:
    """On the clock of the person who looks."""
    return {"hours": read_hours(now=timezone.now(), zone=timezone.get_current_timezone())}
