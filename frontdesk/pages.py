"""What every page of the front desk shares: the admin's frame, its sign-in, and a permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from booking.actors import Actor

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

SEE_THE_SCHEDULE = "booking.view_appointment"
CHANGE_THE_SCHEDULE = "booking.change_appointment"
BOOK = "booking.add_appointment"
SEE_REPORTS = "booking.view_reports"
SEE_PATIENTS = "patients.view_patient"
CHANGE_PATIENTS = "patients.change_patient"
SET_UP = "locations.change_clinic"
MERGE_PATIENTS = "patients.merge_patient"


def desk_page[**P](*permissions: str) -> Callable[[View[P]], View[P]]:
    """Staff who are signed in and hold all `permissions`; others are asked to sign in, or get 403.

    A permission of one's own role only: therapists see their own appointments by object, not here.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(guarded)  # type: ignore[return-value]

    return guard


def in_the_frame(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """A page inside the admin's frame: sidebar, header, the person who is signed in."""
    frame = admin.site.each_context(request)
    return TemplateResponse(request, template, {**frame, **context}, status=status)


def at_the_desk(request: HttpRequest) -> Actor:
    """The person who is signed in, as the one who asks for a change."""
    assert request.user.is_authenticated
    return Actor("staff", request.user)
