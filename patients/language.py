"""The switch between the languages, and what it means for somebody who is signed in."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.language import CODES, keep
from accounts.models import User
from patients.models import Patient, Relationship


# Public pages set no cookie, so the switch on them carries no token. Another site could not act for
# somebody signed in (its requests come without the session), and is sent on without any change.
@csrf_exempt
@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language and goes back to the page of the switch."""
    response = HttpResponseRedirect(_back(request))
    response.status_code = 303
    wanted = request.POST.get("language", "")
    if wanted in CODES and _is_ours(request, request.headers.get("Origin", "")):
        keep(response, wanted)
        if request.user.is_authenticated:
            speak(request.user, wanted)
    return response


def speak(account: User, wanted: str) -> None:
    """The account, and its owner's messages, are in that language from now on."""
    User.objects.filter(pk=account.pk).exclude(language=wanted).update(language=wanted)
    own = Patient.objects.for_user(account).filter(relationship=Relationship.SELF)
    own.exclude(language=wanted).update(language=wanted)


def _back(request: HttpRequest) -> str:
    """The page of the switch, query included; the first page when nothing safe is known of it.

    The browser's own word comes first: it knows what scripts have made of the address since. Not so
    for an answer to a form, whose address cannot be opened.
    """
    told = request.headers.get("Referer", "")
    known = request.POST.get("next", "")
    for address in (known, told) if "answered" in request.POST else (told, known):
        if address and _is_ours(request, address):
            parts = urlsplit(address)
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def _is_ours(request: HttpRequest, address: str) -> bool:
    if not address:
        return True
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
