"""One tap tells those who come next that it will be later, or that it is on time again."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from booking.models import Appointment
from booking.refusals import Refused
from roster.day import load_schedule
from roster.hours import Span
from roster.late.estimates import CHOICES
from roster.late.saying import say_late
from roster.pages import therapists_page
from roster.views.day import show_day
from therapists.models import Therapist

ODD_MINUTES = _("Running late is said in 5, 10, 15 or 20 minutes.")
ON_TIME = 0


@require_POST
@therapists_page
def late(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    now = timezone.now()
    minutes = _number(request.POST.get("minutes", ""))
    if minutes not in (ON_TIME, *CHOICES):
        return show_day(
            request,
            therapist,
            None,
            now=now,
            refusal=str(ODD_MINUTES),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    schedule = load_schedule(therapist, Span.of_today(now), now=now)
    keys = [one.pk for one in schedule.day(schedule.hours.today(now)).sessions]
    try:
        say_late(
            therapist=therapist,
            minutes=minutes,
            sessions=list(Appointment.objects.to_show().filter(pk__in=keys)),
            after=_number(request.POST.get("after", "")) or 0,
            now=now,
        )
    except Refused as refusal:
        return show_day(
            request, therapist, None, now=now, refusal=str(refusal), status=HTTPStatus.CONFLICT
        )
    return HttpResponse(
        status=HTTPStatus.SEE_OTHER, headers={"Location": f"{reverse('roster:today')}#late"}
    )


def _number(typed: str) -> int | None:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 18
    return int(typed) if is_number else None
