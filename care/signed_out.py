"""Whoever was signed out meanwhile: on to the sign-in, with nothing typed lost."""

from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from care.progress.roland_morris import ITEMS

# What a form carries that nobody typed.
NOT_TYPED = frozenset(("csrfmiddlewaretoken", "seen", "edition", "over", "action"))

# What the forms of therapists call their fields here; any other name says enough by itself.
FIELDS = {
    "subjective": _("Subjective"),
    "objective": _("Objective"),
    "assessment": _("Assessment"),
    "plan": _("Plan"),
    "usual": _("Usual"),
    "techniques": _("Techniques"),
    "areas": _("Areas"),
    "pain_before": _("Pain before"),
    "pain_after": _("Pain after"),
    "text": _("Text"),
    "name": _("Name"),
    "items": _("Items"),
    "planned_sessions": _("Planned sessions"),
    "every_days": _("Every days"),
    "aim": _("Aim"),
    "starts_on": _("Starts on"),
    "review_on": _("Review on"),
}


def to_sign_in(request: HttpRequest, page: str = "") -> HttpResponse:
    """Back to `page` afterwards, by default to where one was. What was sent stays on a 401 page.

    `page` opens by GET. What saves in the background is only told, so that its page stays.
    """
    back = page or request.get_full_path()
    if request.headers.get("HX-Request"):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(back)
    address = f"{reverse('accounts:sign_in')}?{urlencode({'next': back})}"
    context = {"typed": _typed(request), "sign_in": address}
    answer = render(request, "care/signed_out.html", context, status=HTTPStatus.UNAUTHORIZED)
    add_never_cache_headers(answer)
    return answer


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Each field that was filled in, and what it says; of ticked sentences the sentences."""
    return [
        (_label(name), "\n".join(_words(name, value) for value in values))
        for name, values in request.POST.lists()
        if name not in NOT_TYPED and any(values)
    ]


def _label(name: str) -> str:
    return str(FIELDS.get(name) or name.replace("_", " ").capitalize())


def _words(name: str, value: str) -> str:
    numbered = {str(number): sentence for number, sentence in enumerate(ITEMS, start=1)}
    return str(numbered.get(value, value)) if name == "items" else value
