"""Books for somebody at the desk or on the phone, from an empty place on the board or without."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.models import Appointment
from booking.obstacles import why_not
from booking.plan import Choice
from booking.refusals import PatientBusy, Refused, SlotTaken
from booking.repeats import just_booked
from frontdesk.forms.book import BookForm
from frontdesk.forms.fields import add_refusal, at_some_location
from frontdesk.new_patient import add_patient, likely_same
from frontdesk.offer import offer_for
from frontdesk.pages import BOOK, at_the_desk, desk_page
from frontdesk.panel import changed, may_override, panel, quiet_until, spoken_moment
from locations.models import Location
from patients.models import Patient
from patients.search import find

FOUND_AT_MOST = 8


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(BOOK)
def book(request: HttpRequest) -> HttpResponseBase:
    data = request.POST if request.method == "POST" else request.GET
    form = BookForm(at_some_location(data), may_override=may_override(request))
    is_complete = form.is_valid()
    patient = form.chosen("patient")
    status = 200 if is_complete else 422
    if request.method == "POST" and form.is_saving and is_complete:
        patient = patient or _new_patient(form)
        answer = _save(request, form, patient) if patient else None
        if answer:
            return answer
        status = 409
    return panel(request, "book", _context(form, patient), status=status)


def _new_patient(form: BookForm) -> Patient | None:
    """The patient who is typed, added; None while the desk is asked whether we know them."""
    typed, now = form.new_patient.cleaned_data, timezone.now()
    form.ask_about(likely_same(typed, now=now))
    return None if form.perhaps else add_patient(typed, now=now)


def _save(request: HttpRequest, form: BookForm, patient: Patient) -> HttpResponse | None:
    try:
        appointment = _book(request, form, patient)
    except Refused as refusal:
        in_the_way = _obstacles(form, refusal, patient)
        if in_the_way:
            form.add_error(None, " ".join([str(refusal), *in_the_way]))
        else:
            add_refusal(form, refusal)
        return None
    said = _("Booked: {patient}, {moment}.").format(
        patient=patient.full_name, moment=spoken_moment(appointment)
    )
    return changed(request, appointment, said, tell=form.cleaned_data["tell"])


def _book(request: HttpRequest, form: BookForm, patient: Patient) -> Appointment:
    """The new appointment; or, when a second click comes after it, the one of the first."""
    wanted = form.cleaned_data
    now = timezone.now()
    assert form.moment
    names = ("location", "option", "therapist", "room", "tell")
    wish = {
        **{name: wanted[name] for name in names},
        "starts_at": form.moment,
        "patient": patient,
        "actor": at_the_desk(request),
    }
    try:
        return lifecycle.book(
            **wish, now=now, reason=form.given_reason, quiet_until=quiet_until(now)
        )
    except (SlotTaken, PatientBusy):
        first = just_booked(**wish, now=now)
        if first is None:
            raise
        return first


def _obstacles(form: BookForm, refusal: Refused, patient: Patient) -> list[str]:
    """What is in the way, when the refusal itself does not say it."""
    wanted = form.cleaned_data
    if not isinstance(refusal, SlotTaken) or form.moment is None:
        return []
    choice = Choice(
        location=wanted["location"].slug,
        treatment=wanted["option"].treatment.slug,
        duration=wanted["option"].minutes,
        therapist=wanted["therapist"].slug if wanted["therapist"] else None,
        by_staff=True,
        room=wanted["room"].pk if wanted["room"] else None,
    )
    return [why_not(choice, form.moment, now=timezone.now(), patient=patient.pk)]


def _context(form: BookForm, patient: Patient | None) -> dict[str, Any]:
    is_searching = patient is None and not form.is_new_patient
    searched = form.chosen("q") if is_searching else ""
    return {
        "title": pgettext("verb", "Book"),
        "form": form,
        "location": form.chosen("location"),
        "locations": Location.objects.open_to_patients(),
        "patient": patient,
        "searched": searched,
        "found_patients": find(searched, limit=FOUND_AT_MOST) if searched else [],
        "offer": offer_for(form, patient, timezone.now()),
    }
