"""Seven days at a glance: who comes when and where. Nothing of the record stands here."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roster.day import load_schedule
from roster.hours import Span
from roster.pages import YEARS, therapists_page
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
    span = _weeks(wanted, wanted) if wanted else _weeks(*_may_be(now))
    schedule = load_schedule(therapist, span, now=now)
    today = schedule.hours.today(now)
    monday = _monday(wanted or today)
    days = [schedule.day(monday + number * ONE_DAY) for number in range(7)]
    context = {
        "days": days,
        "first": monday,
        "last": monday + 6 * ONE_DAY,
        "today": today,
        "home": schedule.hours.home,
        "is_this_week": monday == _monday(today),
        "before": _address(monday - timedelta(weeks=1)),
        "after": _address(monday + timedelta(weeks=1)),
        "count": sum(len(day.sessions) for day in days),
    }
    return render(request, "roster/week.html", context)


def _weeks(first: date, last: date) -> Span:
    return Span.of_days(_monday(first), _monday(last) + 6 * ONE_DAY)


def _may_be(now: datetime) -> tuple[date, date]:
    """The dates that clocks anywhere may show: one week, or two at its turn."""
    today = Span.of_today(now)
    return today.first, today.last


def _monday(day: date) -> date:
    """In the first days of all years it may be a day that has no page."""
    return max(day - day.weekday() * ONE_DAY, date(YEARS.start, 1, 1))


def _address(day: date) -> str:
    return reverse("roster:week", args=[day]) if day.year in YEARS else ""
