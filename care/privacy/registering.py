"""Where booking's pages lead to one's own record."""

from datetime import datetime

from django.http import HttpRequest

from booking.additions import Section, register_section


def register() -> None:
    register_section(_my_record)


def _my_record(_request: HttpRequest, _now: datetime) -> Section:
    return Section("care/privacy/section.html", {})
