"""The waiting list at the desk: who waits, for what; adding, changing, taking off."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.lifecycle import offering
from booking.models import WaitlistEntry
from booking.refusals import Refused
from booking.waiting import joining
from frontdesk.forms.waiting import EntryForm, FilterForm, UrgencyForm, WhomForm, said_in
from frontdesk.pages import at_the_desk, desk_page, in_the_frame
from frontdesk.waiting.rows import STATES, Row, chosen, rows_of, starts_for
from locations.models import Location
from patients.models import Patient
from patients.search import find
from therapists.models import Therapist
from timeline.wall import local_date
from treatments.models import TreatmentOption, TreatmentType

SEE_THE_LIST = "booking.view_waitlistentry"
ADD_TO_THE_LIST = "booking.add_waitlistentry"
CHANGE_THE_LIST = "booking.change_waitlistentry"
PER_PAGE = 50
FOUND_AT_MOST = 8


@require_safe
@desk_page(SEE_THE_LIST)
def waiting_list(request: HttpRequest) -> HttpResponseBase:
    """Who waits, in the order of the line."""
    filters, now = FilterForm(request.GET).chosen, timezone.now()
    page = Paginator(chosen(filters), PER_PAGE).get_page(request.GET.get("page"))
    shown = WaitlistEntry.objects.filter(pk__in=[entry.pk for entry in page])
    context = {
        "title": _("Waiting list"),
        "rows": rows_of(shown.order_by("-urgency", "created_at", "pk"), now),
        "page": page,
        "filters": filters,
        "states": STATES,
        "locations": Location.objects.open_to_patients(),
        "treatments": TreatmentType.objects.filter(is_active=True),
        "therapists": Therapist.objects.filter(is_active=True),
        "now": now,
    }
    return in_the_frame(request, "admin/frontdesk/waiting_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(ADD_TO_THE_LIST)
def waiting_add(request: HttpRequest) -> HttpResponseBase:
    """Finds the patient, then takes the wish down."""
    asked = WhomForm(request.GET)
    patient: Patient | None = asked.chosen("patient")
    if patient is None:
        return _ask_whom(request, asked)
    form, status = _form(request, patient, _said_by(asked)), HTTPStatus.OK
    if form.is_bound and form.is_valid():
        now, actor = timezone.now(), at_the_desk(request)
        try:
            entry = joining.join(wish=form.wish, patient=patient, now=now, actor=actor, **form.rest)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("{patient} is on the waiting list.").format(patient=patient.full_name)
            )
            return redirect("frontdesk:waiting_entry", entry.pk)
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"title": _("Add to the waiting list"), "form": form, "patient": patient}
    return in_the_frame(request, "admin/frontdesk/waiting_list_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEE_THE_LIST)
def waiting_entry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One entry: its wish to change, its offers, what could be offered now.

    When a colleague was faster, theirs is shown beside what was typed; saving again replaces it.
    """
    row, now, has_changed = row_of(pk), timezone.now(), False
    may_change = request.user.has_perm(CHANGE_THE_LIST) and row.is_open
    given = request.POST if request.method == "POST" and may_change else None
    form, status = _form(request, row.entry.patient, said_in(row.entry), given), HTTPStatus.OK
    seen = given.get("seen", "") if given else joining.fingerprint(row.entry)
    if form.is_bound and form.is_valid():
        try:
            joining.change(entry=row.entry, seen=seen, wish=form.wish, **form.rest)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            row, status, has_changed = row_of(pk), HTTPStatus.CONFLICT, True
            seen = joining.fingerprint(row.entry)
        else:
            messages.success(request, _("Saved."))
            return redirect("frontdesk:waiting_entry", pk)
    elif form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    can_offer = may_change and row.live is None and row.entry.state == WaitlistEntry.State.WAITING
    context = {
        "title": _("{patient} waits").format(patient=row.entry.patient.full_name),
        "row": row,
        "form": form if may_change else None,
        "seen": seen,
        "has_changed": has_changed,
        "starts": starts_for(row.entry, now) if can_offer else [],
        "can_offer": can_offer,
        "may_change": may_change,
        "now": now,
    }
    return in_the_frame(request, "admin/frontdesk/waiting_list_entry.html", context, status=status)


@require_POST
@desk_page(CHANGE_THE_LIST)
def waiting_urgency(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Normal, soon or urgent, from the list."""
    entry, form = row_of(pk).entry, UrgencyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose normal, soon or urgent."))
        return _back_to_list(request)
    try:
        joining.set_urgency(entry=entry, urgency=form.cleaned_data["urgency"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        label = str(form.cleaned_data["urgency"].label).lower()
        said = _("{patient}: {state}.").format(patient=entry.patient.full_name, state=label)
        messages.success(request, said)
    return _back_to_list(request)


@require_POST
@desk_page(CHANGE_THE_LIST)
def waiting_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Takes an entry off the list; what it was offered goes to the next."""
    entry = row_of(pk).entry
    left = WaitlistEntry.State.LEFT
    actor = at_the_desk(request)
    ended = offering.stop_waiting(entry=entry, state=left, now=timezone.now(), actor=actor)
    said = _("{patient} is off the list.").format(patient=entry.patient.full_name)
    if ended.state == left:
        messages.success(request, said)
    else:
        state = str(ended.get_state_display()).lower()
        messages.info(request, _("Nothing to take off: {state}.").format(state=state))
    return redirect("frontdesk:waiting_list")


@require_POST
@desk_page(CHANGE_THE_LIST)
def waiting_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """After offers that nobody answered: the patient said to go on."""
    entry = row_of(pk).entry
    if joining.go_on(entry=entry).state == WaitlistEntry.State.WAITING:
        said = _("{patient} is offered times again.").format(patient=entry.patient.full_name)
        messages.success(request, said)
    return redirect("frontdesk:waiting_entry", pk)


def row_of(pk: int) -> Row:
    """The entry with its offers. Raises Http404."""
    rows = rows_of(WaitlistEntry.objects.filter(pk=pk), timezone.now())
    if not rows:
        raise Http404(_("There is no such waiting-list entry."))
    return rows[0]


def _form(
    request: HttpRequest, patient: Patient, said: dict[str, Any], given: Any = "as sent"
) -> EntryForm:
    now = timezone.now()
    if given == "as sent":
        given = request.POST if request.method == "POST" else None
    today = local_date(now, timezone.get_current_timezone())
    return EntryForm(given, patient=patient, today=today, now=now, said=said)


def _said_by(asked: WhomForm) -> dict[str, Any]:
    """What the board or the patient's page knows already."""
    location, replaced = asked.chosen("location"), asked.chosen("instead_of")
    said: dict[str, Any] = {"location": location.pk} if location else {}
    if replaced:
        option = TreatmentOption.objects.filter(
            treatment=replaced.treatment_id, minutes=replaced.minutes
        )
        said |= {
            "instead_of": replaced.pk,
            "option": option.values_list("pk", flat=True).first(),
            "location": replaced.location_id,
            "last_day": local_date(replaced.starts_at, replaced.zone),
        }
    return said


def _ask_whom(request: HttpRequest, asked: WhomForm) -> HttpResponseBase:
    searched = asked.chosen("q") or ""
    context = {
        "title": _("Add to the waiting list"),
        "asked": asked,
        "q": searched,
        "found": find(searched, limit=FOUND_AT_MOST) if searched else [],
    }
    status = HTTPStatus.OK if asked.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    return in_the_frame(request, "admin/frontdesk/waiting_list_whom.html", context, status=status)


def _back_to_list(request: HttpRequest) -> HttpResponseBase:
    """To the list as it was filtered."""
    query = {
        name: request.GET[name] for name in (*FilterForm.base_fields, "page") if name in request.GET
    }
    return redirect(f"{reverse('frontdesk:waiting_list')}?{urlencode(query)}")
