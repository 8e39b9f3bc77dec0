"""`/admin/messages/`: for managers; it names nobody, and nothing on it changes a thing."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from reminders.operation.figures import Figures, read

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
    standing = {"figures": figures_now()}
    if is_fragment:
        part = "hours" if request.GET.get("part") == "hours" else "standing"
        return TemplateResponse(request, f"admin/reminders/{part}.html", standing)
    context: dict[str, Any] = {**admin.site.each_context(request), "title": "How messages go"}
    return TemplateResponse(request, "admin/reminders/messages.html", {**context, **standing})


def figures_now() -> Figures:
    """Read now, on the clock of the person who looks."""
    return read(now=timezone.now(), zone=timezone.get_current_timezone())
