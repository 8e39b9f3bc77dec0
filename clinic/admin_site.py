"""The admin: signed into like everything else, with the one relaxed content policy of the site."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from unfold.sites import UnfoldAdminSite


class ClinicAdminSite(UnfoldAdminSite):
    index_title = "Start"

    # allauth's sign-in (rate limits, codes) guards the admin too.
    login = method_decorator(secure_admin_login)(UnfoldAdminSite.login)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Unfold is drawn by Alpine, which evaluates attributes: only here that is allowed."""
        guarded: Callable[..., Any] = super().admin_view(view, cacheable)
        return csp_override(settings.ADMIN_CSP)(guarded)
