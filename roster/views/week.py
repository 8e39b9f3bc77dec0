"""Seven days at a glance: who comes when and where. Nothing of the record stands here."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roster.day import load_days
from roster.hours import home_of
from roster.pages import YEARS, therapists_page
from roster.views.day import today_of
from therapists.models import Therapist
from timeline.wall import ONE_DAY


@require_safe
@therapists_page
def this_week(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    return _show(request, therapist, None)


@require_safe
@therapists_page
def week(request: HttpRequest, therapist: Therapist, day: date) -> HttpResponseBase:
    return _show(request, therapist, day)


def _show(request: HttpRequest, therapist: Therapist, wanted: date | None) -> HttpResponseBase:
    now = timezone.now()
    home = home_of(therapist)
    today = today_of(home, now)
    monday = _monday(wanted or today)
    days = load_days(therapist, [monday + number * ONE_DAY for number in range(7)], now=now)
    context = {
        "days": days,
        "first": monday,
        "last": monday + 6 * ONE_DAY,
        "today": today,
        "home": home,
        "is_this_week": monday == _monday(today),
        "before": _address(monday - timedelta(weeks=1)),
        "after": _address(monday + timedelta(weeks=1)),
        "count": sum(len(day.sessions) for day in days),
    }
    return render(request, "roster/week.html", context)


def _monday(day: date) -> date:
    """In the first days of all years it may be a day that has no page."""
    return max(day - day.weekday() * ONE_DAY, date(YEARS.start, 1, 1))


def _address(day: date) -> str:
    return reverse("roster:week", args=[day]) if day.year in YEARS else ""
