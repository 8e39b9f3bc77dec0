"""One tap: the patient is here, the session begins, it is over; and that taken back."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from booking import lifecycle
from booking.actors import Actor
from booking.history import latest_event
from booking.models import Appointment, AppointmentEvent, EventKind, Status
from booking.refusals import Refused, StateChanged
from booking.repeats import SECOND_CLICK_WITHIN, is_by
from booking.templatetags.clinic_time import clinic_time
from care.access import refuse
from care.models import Part
from roster.cards import UNDOABLE
from roster.day import load_schedule
from roster.hours import Span
from roster.pages import as_therapist, therapists_page
from roster.views.day import address_of, show_day
from therapists.models import Therapist


class Step(NamedTuple):
    """From which states a button leads where, and what is said when that is so already."""

    change: Callable[..., Appointment]
    expected: tuple[Status, ...]
    target: Status
    already: Promise


STEPS = {
    "arrive": Step(
        lifecycle.arrive,
        (Status.BOOKED,),
        Status.ARRIVED,
        gettext_lazy("This session was marked as arrived at {time} already."),
    ),
    "start": Step(
        lifecycle.start,
        (Status.BOOKED, Status.ARRIVED),
        Status.IN_SESSION,
        gettext_lazy("This session was started at {time} already."),
    ),
    "complete": Step(
        lifecycle.complete,
        (Status.IN_SESSION,),
        Status.COMPLETED,
        gettext_lazy("This session was finished at {time} already."),
    ),
}


@require_POST
@therapists_page
def step(request: HttpRequest, therapist: Therapist, pk: int, verb: str) -> HttpResponseBase:
    if verb not in STEPS:
        raise Http404(_("There is no such step."))
    appointment, now = _own_session(request, therapist, pk), timezone.now()
    try:
        _take(STEPS[verb], appointment, as_therapist(request), now)
    except Refused as refusal:
        return _refused(request, therapist, appointment, refusal, now)
    return _back(therapist, appointment, now)


@require_POST
@therapists_page
def undo(request: HttpRequest, therapist: Therapist, pk: int, event: int) -> HttpResponseBase:
    appointment, now = _own_session(request, therapist, pk), timezone.now()
    taken_back = get_object_or_404(
        AppointmentEvent, pk=event, appointment=appointment, kind__in=UNDOABLE
    )
    try:
        lifecycle.undo(event=taken_back, now=now, actor=as_therapist(request))
    except Refused as refusal:
        if not _was_undone(appointment, as_therapist(request), now):
            return _refused(request, therapist, appointment, refusal, now)
    return _back(therapist, appointment, now)


def _own_session(request: HttpRequest, therapist: Therapist, pk: int) -> Appointment:
    """Of this therapist; a try at another's is noted and answered with 404."""
    found = Appointment.objects.to_show().filter(pk=pk).exclude(patient=None).first()
    if found is None or found.therapist_id != therapist.pk:
        raise refuse(request, Part.ROSTER, found.patient_id if found else None)
    return found


def _take(step: Step, appointment: Appointment, actor: Actor, now: datetime) -> None:
    """Takes the step, or finds that the same person has just taken it. Raises Refused."""
    if appointment.status not in (*step.expected, step.target):
        said = _("Nothing was changed. It is now: {state}.")
        raise StateChanged(said.format(state=_status(appointment)))
    if appointment.status != step.target:
        appointment = step.change(appointment=appointment, now=now, actor=actor)
    # Whoever was faster, by minutes or by a moment, has left the event.
    _refuse_unless_own(step, appointment, actor, now)


def _refuse_unless_own(step: Step, appointment: Appointment, actor: Actor, now: datetime) -> None:
    event = latest_event(appointment)
    if is_by(event, actor) and now - event.at < SECOND_CLICK_WITHIN:
        return
    at = clinic_time(event.at, appointment.location)
    raise StateChanged(str(step.already).format(time=at))


def _was_undone(appointment: Appointment, actor: Actor, now: datetime) -> bool:
    """Whether this is the second tap of somebody who has just undone it."""
    event = latest_event(appointment)
    is_recent = now - event.at < SECOND_CLICK_WITHIN
    return event.kind == EventKind.UNDONE and is_by(event, actor) and is_recent


def _refused(
    request: HttpRequest,
    therapist: Therapist,
    appointment: Appointment,
    refusal: Refused,
    now: datetime,
) -> HttpResponseBase:
    """The day as it is now, with the sentence."""
    return show_day(
        request,
        therapist,
        appointment.starts_local.date(),
        now=now,
        refusal=str(refusal),
        status=HTTPStatus.CONFLICT,
    )


def _back(therapist: Therapist, appointment: Appointment, now: datetime) -> HttpResponse:
    today = load_schedule(therapist, Span.of_today(now), now=now).hours.today(now)
    address = address_of(appointment.starts_local.date(), today)
    return HttpResponse(
        status=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}#session-{appointment.pk}"}
    )


def _status(appointment: Appointment) -> str:
    return str(appointment.get_status_display()).lower()
