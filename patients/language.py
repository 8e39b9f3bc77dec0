"""The switch between the languages, and what it means for somebody who is signed in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.language import CODES, keep
from accounts.models import User
from patients.coming_back import way_back
from patients.models import Patient, Relationship


# Public pages set no cookie, so the switch on them carries no token. Another site could not act for
# somebody signed in (its requests come without the session), and is sent on without any change.
@csrf_exempt
@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language and goes back to the page of the switch."""
    response = HttpResponseRedirect(way_back(request))
    response.status_code = 303
    wanted = request.POST.get("language", "")
    if wanted in CODES and _is_from_here(request):
        keep(response, wanted)
        if request.user.is_authenticated:
            speak(request.user, wanted)
    return response


def speak(account: User, wanted: str) -> None:
    """The account, and its owner's messages, are in that language from now on."""
    User.objects.filter(pk=account.pk).exclude(language=wanted).update(language=wanted)
    own = Patient.objects.for_user(account).filter(relationship=Relationship.SELF)
    own.exclude(language=wanted).update(language=wanted)


def _is_from_here(request: HttpRequest) -> bool:
    """A browser says which site a form is from; "null" is no site of ours."""
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
