"""Everything about one patient as a file."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from care.access import note_access
from care.models import Part, Verb
from care.privacy.everything.files import as_html, as_json
from care.privacy.fresh import has_signed_in_lately
from care.privacy.own import own_record
from patients.models import Patient

type Writer = Callable[..., str]
FILES: dict[str, tuple[Writer, str, str]] = {
    "html": (as_html, "html", "text/html"),
    "json": (as_json, "json", "application/json"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@own_record
def download(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Asks which file; sends it to who has signed in within a day."""
    now = timezone.now()
    is_fresh = has_signed_in_lately(request, now)
    if request.method != "POST" or not is_fresh or request.POST.get("file") not in FILES:
        status = HTTPStatus.OK if request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
        shown = {"patient": patient, "is_fresh": is_fresh}
        return render(request, "care/privacy/download.html", shown, status=status)
    assert request.user.is_authenticated
    note_access(request, Verb.EXPORT, Part.RECORD, (patient.pk,), now=now)
    return _file(request.POST["file"], patient, request.user, now)


def _file(kind: str, patient: Patient, reader: User, now: datetime) -> HttpResponse:
    write, ending, content_type = FILES[kind]
    content = write(patient, reader, now=now)
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    name = f"my-record-{timezone.localtime(now):%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Signs out, so that the code is asked for anew, and leads back."""
    logout(request)
    back = urlencode({"next": reverse("care:my_record")})
    return redirect(f"{reverse('accounts:sign_in')}?{back}")
