"""A course of several sessions: booked at once, looked at, moved and cancelled from one on."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from secrets import token_urlsafe

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from booking import lifecycle
from booking.models import Appointment, Series, Status
from booking.refusals import Refused, SessionRefused, UnknownChoice
from booking.series.messages import subject_of
from booking.series.planning import SeriesPlan, plan_dates
from frontdesk.forms.series import CourseForm
from frontdesk.pages import BOOK, SEE_THE_SCHEDULE, at_the_desk, desk_page, in_the_frame
from frontdesk.panel import may_override
from frontdesk.series import DateRow, refuse_unchosen, rows_of
from locations.models import Location
from patients.search import find
from reminders.models import OutgoingMessage
from therapists.models import Therapist
from timeline.wall import ONE_DAY, local_date
from treatments.models import TreatmentOption

FOUND_AT_MOST = 8
KEY = re.compile(r"[-A-Za-z0-9_]{16,40}")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(BOOK)
def series_new(request: HttpRequest) -> HttpResponseBase:
    """Asks what course, shows a time for each date, books them all or none."""
    posted, now = request.method == "POST", timezone.now()
    data = request.POST if posted else _with_first_choices(request.GET, now)
    form = CourseForm(data, may_override=may_override(request))
    first = _first_press(request) if form.is_saving else None
    if first:
        messages.info(request, _("This course is booked already."))
        return redirect("frontdesk:series", first.pk)
    is_complete = form.is_valid() and not form.refuse_past(now)
    if not form.is_asked:
        return _shown(request, form, [], 200)
    rows = _rows(form, now, data if posted else None) if is_complete else []
    if form.errors:
        return _shown(request, form, [], 422)
    if not posted or not form.is_saving:
        return _shown(request, form, rows, 200)
    if refuse_unchosen(rows):
        return _shown(request, form, rows, 409 if any(row.gone for row in rows) else 422)
    return _save(request, form, rows)


def _first_press(request: HttpRequest) -> Series | None:
    """What this very page has booked before: its own sessions are in the way of the second try."""
    key = _key(request)
    return Series.objects.filter(appointments__idempotency_key=key).first() if key else None


def _key(request: HttpRequest) -> str | None:
    """One page, one course, however often its button is pressed."""
    page = request.POST.get("request", "")
    return f"series-{request.user.pk}-{page}" if KEY.fullmatch(page) else None


def _with_first_choices(query: QueryDict, now: datetime) -> QueryDict:
    """The first location, six sessions, from tomorrow: what most courses are like."""
    asked = query.copy()
    first = Location.objects.open_to_patients().first()
    zone = first.zone if first else timezone.get_current_timezone()
    choices = {
        "location": first.slug if first else "",
        "day": (local_date(now, zone) + ONE_DAY).isoformat(),
        "time": "10:00",
        "count": "6",
        "every": "1",
        "tell": "yes",
    }
    for name, value in choices.items():
        if name not in asked:
            asked[name] = value
    return asked


def _rows(form: CourseForm, now: datetime, sent: Mapping[str, str] | None) -> list[DateRow]:
    plan = _plan(form, now)
    if plan is None:
        return []
    return rows_of(plan, range(len(plan.dates)), sent)


def _plan(form: CourseForm, now: datetime) -> SeriesPlan | None:
    """What can be had for each date; None, with the reason on the form, when nothing ever can."""
    wanted, wishes = form.cleaned_data, form.wishes()
    try:
        plan = plan_dates(form.choice(), wishes, now=now, patient=wanted["patient"].pk)
    except UnknownChoice as refusal:
        form.add_error(
            "option" if refusal.field in ("treatment", "duration") else None, str(refusal)
        )
        return None
    slugs = [one.slug for one in plan.plan.therapists]
    if not slugs:
        form.add_error("option", _("Nobody gives this treatment here."))
    elif wanted["therapist"] and wanted["therapist"].slug not in slugs:
        said = _("{therapist} does not give this treatment here.")
        form.add_error("therapist", said.format(therapist=wanted["therapist"].first_name))
    return plan


def _save(request: HttpRequest, form: CourseForm, rows: list[DateRow]) -> HttpResponse:
    taken = [row for row in rows if row.choice]
    if not taken:
        form.add_error(None, _("Every date is left out. Choose a time for at least one."))
        return _shown(request, form, rows, 422)
    try:
        series = _book(request, form, taken)
    except Refused as refusal:
        return _shown(request, form, _refused(form, rows, taken, refusal), 409)
    many = series.appointments.count()
    said = ngettext("{count} session booked.", "{count} sessions booked.", many)
    messages.success(request, said.format(count=many))
    return redirect("frontdesk:series", series.pk)


def _book(request: HttpRequest, form: CourseForm, taken: list[DateRow]) -> Series:
    wanted = form.cleaned_data
    choices = [row.choice for row in taken if row.choice]
    therapists = Therapist.objects.in_bulk([choice.therapist.id for choice in choices])
    option = wanted["option"]
    return lifecycle.book_series(
        location=wanted["location"],
        patient=wanted["patient"],
        sessions=[
            lifecycle.Session(option, therapists[choice.therapist.id], choice.at)
            for choice in choices
        ],
        every_weeks=wanted["every"],
        now=timezone.now(),
        actor=at_the_desk(request),
        reason=form.given_reason,
        tell=wanted["tell"],
        idempotency_key=_key(request),
    )


def _refused(
    form: CourseForm, rows: list[DateRow], taken: list[DateRow], refusal: Refused
) -> list[DateRow]:
    """The rows anew, what was chosen still chosen, the refusal beside the date it is about."""
    sent = {row.name: row.chosen for row in rows}
    anew = _rows(form, timezone.now(), sent)
    about = _row_of(anew, taken, refusal)
    if about is None:
        form.add_error(None, str(refusal))
    elif not refuse_unchosen(anew):
        about.error = str(refusal)
    return anew


def _row_of(anew: list[DateRow], taken: list[DateRow], refusal: Refused) -> DateRow | None:
    if not isinstance(refusal, SessionRefused) or not anew:
        return None
    key = taken[refusal.position].key
    return next(row for row in anew if row.key == key)


def _shown(
    request: HttpRequest, form: CourseForm, rows: list[DateRow], status: int
) -> HttpResponse:
    patient = form.cleaned_data.get("patient")
    searched = "" if patient else form.cleaned_data.get("q", "")
    context = {
        "title": _("Book a course"),
        "form": form,
        "complain": form.is_asked,
        "patient": patient,
        "found_patients": find(searched, limit=FOUND_AT_MOST) if searched else [],
        "searched": searched,
        "rows": rows,
        "needs_reason": any(not choice.within_policy for row in rows for choice in row.choices),
        "request_key": request.POST["request"] if _key(request) else token_urlsafe(16),
        "locations": Location.objects.open_to_patients(),
        "options": _options(),
        "therapists": Therapist.objects.filter(is_active=True),
        "place": form.cleaned_data.get("location"),
    }
    return in_the_frame(request, "admin/frontdesk/series_new.html", context, status=status)


def _options() -> list[TreatmentOption]:
    offered = TreatmentOption.objects.filter(is_active=True, treatment__is_active=True)
    order = ("treatment__position", "treatment__name", "minutes")
    return list(offered.select_related("treatment").order_by(*order))


@require_safe
@desk_page(SEE_THE_SCHEDULE)
def series(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sessions of a course, and what may be done with them."""
    found = shown_series(pk)
    sessions = sessions_of(found)
    now = timezone.now()
    context = {
        "title": _("Course of {patient}").format(patient=found.patient),
        "series": found,
        "sessions": sessions,
        "coming": [one for one in sessions if is_coming(one, now)],
        "place": sessions[0].location if sessions else None,
        "messages_sent": OutgoingMessage.objects.filter(subject=subject_of(found)),
        "booked_on": _booked_on(found, sessions),
    }
    return in_the_frame(request, "admin/frontdesk/series.html", context)


def _booked_on(found: Series, sessions: list[Appointment]) -> date | None:
    return local_date(found.created_at, sessions[0].zone) if sessions else None


def shown_series(pk: int) -> Series:
    """Raises Http404."""
    found = Series.objects.select_related("patient__account").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such course."))
    return found


def sessions_of(found: Series) -> list[Appointment]:
    """All of them, also the cancelled ones, in the order of time."""
    return list(found.appointments.to_show().order_by("starts_at", "pk"))


def is_coming(appointment: Appointment, now: datetime) -> bool:
    return appointment.status == Status.BOOKED and appointment.starts_at > now


def address_of(found: Series) -> str:
    return reverse("frontdesk:series", args=(found.pk,))
