"""The language of the site: how it is chosen and kept (docs/languages.md).

What somebody chose stands in Django's language cookie, so that a page needs no session to know it;
without the cookie the browser's Accept-Language decides.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers

from accounts.models import User

CODES = tuple(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware(LocaleMiddleware):
    """Django's, and says that pages differ by what was chosen, too."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        patch_vary_headers(answer, ("Cookie",))
        return answer


def chosen_by(request: HttpRequest) -> str:
    """The language that was chosen in this browser, as a code of LANGUAGES, or an empty string."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in CODES else ""


def keep(response: HttpResponseBase, language: str, *, for_good: bool = True) -> None:
    """Lets this browser remember the choice; not `for_good`: until it is closed."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE if for_good else None,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def bring_along(request: HttpRequest, response: HttpResponse, account: User) -> None:
    """At a sign-in: the account's language is the browser's from now on.

    An account that has none yet takes over what was chosen before.
    """
    if account.language:
        keep(response, account.language)
    elif chosen_by(request):
        account.language = chosen_by(request)
        account.save(update_fields=["language"])
