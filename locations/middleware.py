"""Staff read and type clinic time in the admin, whatever the server's clock."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from locations.models import Location


class StaffClinicTime:
    """Shows instants in the admin by the clock of the clinic's first location."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        first = Location.objects.order_by("pk").first()
        with timezone.override(first.zone if first else None):
            return self.get_response(request)
