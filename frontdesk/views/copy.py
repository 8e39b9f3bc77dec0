"""The same once more, next week on the clinic's clock."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.models import Appointment
from booking.nearest import Nearest, find_nearest
from booking.obstacles import why_not
from booking.plan import Choice
from booking.policy import policy_of, within_notice_and_horizon
from booking.refusals import PatientBusy, Refused, SlotTaken, UnknownChoice
from booking.repeats import just_booked
from booking.week import OfferedStart
from frontdesk.forms.copy import CopyForm
from frontdesk.forms.fields import add_refusal, moment_at
from frontdesk.pages import BOOK, at_the_desk, desk_page
from frontdesk.panel import (
    changed,
    may_override,
    panel,
    quiet_until,
    refused,
    shown_appointment,
    spoken_moment,
)
from patients.models import Patient
from timeline.wall import instant
from treatments.models import TreatmentOption

WEEK = timedelta(weeks=1)
NOT_FREE = gettext_lazy("The same time next week is not free. Nothing has been booked.")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(BOOK)
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A POST without a start books the same time next week, or asks which near it to take."""
    appointment = shown_appointment(pk)
    patient, option = appointment.patient, _option(appointment)
    if patient is None or option is None:
        sentence = _("{treatment} in {minutes} minutes is not offered now.").format(
            treatment=appointment.treatment, minutes=appointment.minutes
        )
        return refused(request, sentence, appointment)
    form = CopyForm(request.POST if request.method == "POST" else {})
    is_valid = form.is_valid()
    typed = form.cleaned_data.get("starts_at")
    wished = moment_at(typed, appointment.zone) or _next_week(appointment, timezone.now())
    status = 200 if is_valid else 422
    if request.method == "POST" and is_valid:
        try:
            after = _copy(request, appointment, patient, option, wished, form)
        except Refused as refusal:
            # Nobody has seen it free yet.
            is_unseen = typed is None and isinstance(refusal, SlotTaken)
            add_refusal(form, SlotTaken(str(NOT_FREE)) if is_unseen else refusal)
            status = 409
        else:
            said = _("Booked again: {patient}, {moment}.").format(
                patient=patient, moment=spoken_moment(after)
            )
            return changed(request, after, said, tell=form.cleaned_data["tell"])
    return panel(request, "copy", _context(form, appointment, option, wished), status=status)


def _option(appointment: Appointment) -> TreatmentOption | None:
    """What it would be today, at today's price."""
    options = TreatmentOption.objects.select_related("treatment").filter(is_active=True)
    return options.filter(
        treatment=appointment.treatment, treatment__is_active=True, minutes=appointment.minutes
    ).first()


def _next_week(appointment: Appointment, now: datetime) -> datetime:
    """The same weekday and hour, the first week that is still to come.

    The clock decides: ten o'clock stays ten o'clock when the clocks change.
    """
    local, weeks = appointment.starts_local, max((now - appointment.starts_at) // WEEK, 0) + 1
    return instant((local + weeks * WEEK).date(), local.time().replace(fold=0), appointment.zone)


def _copy(
    request: HttpRequest,
    appointment: Appointment,
    patient: Patient,
    option: TreatmentOption,
    starts_at: datetime,
    form: CopyForm,
) -> Appointment:
    """The copy; a second click finds the one of the first."""
    now = timezone.now()
    wish: dict[str, Any] = {
        "location": appointment.location,
        "option": option,
        "therapist": appointment.therapist,
        "starts_at": starts_at,
        "patient": patient,
        "tell": form.cleaned_data["tell"],
        "actor": at_the_desk(request),
    }
    reason = form.cleaned_data["reason"] if may_override(request) else ""
    try:
        return lifecycle.book(**wish, now=now, reason=reason, quiet_until=quiet_until(now))
    except (SlotTaken, PatientBusy):
        first = just_booked(**wish, now=now)
        if first is None:
            raise
        return first


def _context(
    form: CopyForm, appointment: Appointment, option: TreatmentOption, wished: datetime
) -> dict[str, Any]:
    choice = Choice(
        location=appointment.location.slug,
        treatment=appointment.treatment.slug,
        duration=option.minutes,
        therapist=appointment.therapist.slug,
        by_staff=True,
    )
    nearest, now = _nearest(choice, appointment, wished), timezone.now()
    policy = policy_of(appointment.location)
    return {
        "title": _("Copy {patient}").format(patient=appointment.patient),
        "form": form,
        "appointment": appointment,
        "option": option,
        "wished": wished,
        "nearest": nearest,
        "closest_first": _closest_first(nearest, wished),
        "needs_reason": not within_notice_and_horizon(policy, appointment.zone, wished, now),
        "why_not": ""
        if nearest and nearest.same
        else why_not(choice, wished, now=now, patient=appointment.patient_id),
    }


def _closest_first(nearest: Nearest | None, wished: datetime) -> list[OfferedStart]:
    starts = nearest.starts if nearest else []
    return sorted(starts, key=lambda start: abs(start.at - wished))


def _nearest(choice: Choice, appointment: Appointment, wished: datetime) -> Nearest | None:
    try:
        return find_nearest(choice, wished, now=timezone.now(), patient=appointment.patient_id)
    except UnknownChoice:
        return None
