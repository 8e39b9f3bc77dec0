"""The admin: signed into like everything else, with the one relaxed content policy of the site."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import pgettext_lazy
from django.views.decorators.csp import csp_override
from unfold.sites import UnfoldAdminSite


class Suggestions(AutocompleteJsonView):
    """What a search box suggests; a ModelAdmin with `suggestion` says how its rows read there."""

    def process_request(self, request: HttpRequest) -> Any:
        term, *rest = super().process_request(request)
        # PostgreSQL knows no NUL, so nothing that it keeps contains one.
        return term.replace("\0", ""), *rest

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result: dict[str, str] = super().serialize_result(obj, to_field_name)
        suggestion = getattr(self.model_admin, "suggestion", None)
        return {**result, "text": suggestion(obj)} if suggestion else result


class ClinicAdminSite(UnfoldAdminSite):
    index_title = pgettext_lazy("the admin", "Start")

    # allauth's sign-in (rate limits, codes) guards the admin too.
    login = method_decorator(secure_admin_login)(UnfoldAdminSite.login)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return Suggestions.as_view(admin_site=self)(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Unfold is drawn by Alpine, which evaluates attributes: only here that is allowed."""
        guarded: Callable[..., Any] = super().admin_view(view, cacheable)
        return csp_override(settings.ADMIN_CSP)(guarded)
