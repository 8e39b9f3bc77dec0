"""Pages behind a token: whoever has the link may use it, so nothing may keep or spread it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from booking.models import Appointment


def secret_link[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Keeps the answer out of caches and search engines."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def appointment_of(token: str) -> Appointment:
    """The appointment behind a link; raises Http404."""
    appointment = Appointment.objects.to_show().filter(token=token).first()
    if appointment is None:
        raise Http404(_("There is no appointment behind this link."))
    return appointment
