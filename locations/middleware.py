"""Staff read and type clinic time in the admin, whatever the server's clock."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import override

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
        with timezone.override(FirstClock()):
            return self.get_response(request)


class FirstClock(tzinfo):
    """The zone of the clinic's first location, looked up when an instant is shown or typed.

    What the board and the boxes for patients ask for all day long shows none by this clock.
    """

    @cached_property
    def zone(self) -> tzinfo:
        first = Location.objects.order_by("pk").first()
        return first.zone if first else timezone.get_default_timezone()

    @override
    def fromutc(self, moment: datetime, /) -> datetime:
        return self.zone.fromutc(moment.replace(tzinfo=self.zone))

    @override
    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        return self.zone.utcoffset(moment and moment.replace(tzinfo=self.zone))

    @override
    def dst(self, moment: datetime | None, /) -> timedelta | None:
        return self.zone.dst(moment and moment.replace(tzinfo=self.zone))

    @override
    def tzname(self, moment: datetime | None, /) -> str | None:
        return self.zone.tzname(moment and moment.replace(tzinfo=self.zone))

    def __str__(self) -> str:
        return str(self.zone)
