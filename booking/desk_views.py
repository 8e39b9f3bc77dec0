"""What the desk does to appointments in the admin, always through `booking.lifecycle`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from booking import lifecycle
from booking.availability import Availability, find_starts
from booking.desk_forms import BookForm, CancelForm, MoveForm, ReasonForm, StartForm
from booking.models import Appointment, Status
from booking.refusals import UnknownChoice
from booking.templatetags.clinic_time import clinic_moment
from timeline.wall import day_interval, local_date

# What can follow a state with one click: the address, the words on the button, what it calls.
Step = tuple[str, str, Callable[..., Appointment]]
ARRIVE: Step = ("arrive", "Has arrived", lifecycle.arrive)
START: Step = ("start", "Start session", lifecycle.start)
COMPLETE: Step = ("complete", "Session is over", lifecycle.complete)
NO_SHOW: Step = ("no-show", "Did not come", lifecycle.no_show)
RELEASE: Step = ("release", "Give the time back", lifecycle.release)

STEPS: dict[str, tuple[Step, ...]] = {
    Status.HELD: (RELEASE,),
    Status.BOOKED: (ARRIVE, START, COMPLETE, NO_SHOW),
    Status.ARRIVED: (START, COMPLETE),
    Status.IN_SESSION: (COMPLETE,),
}
CANCELLABLE = (Status.BOOKED, Status.ARRIVED)


def next_steps(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """The buttons above an appointment: what may come next."""
    one_click = [
        {"label": label, "url": desk_url(appointment, verb)}
        for verb, label, _ in STEPS.get(appointment.status, ())
        if now >= _offered_from(appointment, verb)
    ]
    with_form = []
    if appointment.status == Status.BOOKED:
        with_form.append({"label": "Move…", "url": desk_url(appointment, "move")})
    if appointment.status in CANCELLABLE:
        with_form.append({"label": "Cancel…", "url": desk_url(appointment, "cancel")})
    return {"one_click_steps": one_click, "form_steps": with_form}


def _offered_from(appointment: Appointment, verb: str) -> datetime:
    """Nobody arrives on another day, and nobody stays away before the session should begin."""
    if verb == "release":
        return appointment.created_at
    if verb == "no-show":
        return appointment.starts_at
    return day_interval(appointment.starts_local.date(), appointment.zone).start


def desk_url(appointment: Appointment, verb: str = "change") -> str:
    return reverse(f"admin:booking_appointment_{verb}", args=(appointment.pk,))


class DeskViews:
    """The part of the appointments' admin that changes them."""

    admin_site: AdminSite

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return super().get_queryset(request)  # type: ignore[misc,no-any-return]

    def get_urls(self) -> list[URLPattern]:
        one_click = {step[0]: step[2] for steps in STEPS.values() for step in steps}
        urls = [self._route(verb, self._step_view(call)) for verb, call in one_click.items()]
        urls += [self._route("cancel", self.cancel_view), self._route("move", self.move_view)]
        return urls + super().get_urls()  # type: ignore[misc,no-any-return]

    def _route(self, verb: str, view: Callable[..., HttpResponse]) -> URLPattern:
        name = f"booking_appointment_{verb}"
        return path(f"<int:pk>/{verb}/", self.admin_site.admin_view(view), name=name)

    def _step_view(self, call: Callable[..., Appointment]) -> Callable[..., HttpResponse]:
        def step(request: HttpRequest, pk: int) -> HttpResponse:
            appointment = self._to_change(request, pk)
            if request.method == "POST":
                try:
                    changed = call(appointment=appointment, now=timezone.now(), actor=desk(request))
                except lifecycle.Refused as refused:
                    messages.error(request, str(refused))
                else:
                    messages.success(request, f"{changed.get_status_display()}.")
            return redirect(desk_url(appointment))

        return step

    def add_view(
        self, request: HttpRequest, *_from_django: Any, **_also_from_django: Any
    ) -> HttpResponse:
        """Books for a patient at the desk or on the phone."""
        require(request, "booking.add_appointment")
        form = BookForm(
            submitted(request),
            initial=_first_choices(request),
            may_override=may_override(request),
            admin_site=self.admin_site,
        )

        title = "Book an appointment"
        return self._start_form(
            request, form, lambda: book(request, form), title=title, save_label="Book"
        )

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Moves to another time, day or therapist."""
        appointment = self._to_change(request, pk)
        if appointment.status != Status.BOOKED:
            return self._refuse(request, appointment)
        today = {"day": appointment.starts_local.date(), "therapist": appointment.therapist_id}
        form = MoveForm(
            submitted(request),
            initial=today,
            may_override=may_override(request),
            appointment=appointment,
        )

        def move() -> Appointment:
            return lifecycle.reschedule(
                appointment=appointment,
                therapist=form.cleaned_data["therapist"],
                starts_at=form.cleaned_data["starts_at"],
                now=timezone.now(),
                actor=desk(request),
                reason=form.given_reason,
            )

        title = "Move the appointment"
        return self._start_form(request, form, move, appointment, title=title, save_label="Move")

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancels, late too when a reason is given."""
        appointment = self._to_change(request, pk)
        if appointment.status not in CANCELLABLE:
            return self._refuse(request, appointment)
        form = CancelForm(submitted(request), may_override=may_override(request))
        if request.method == "POST" and form.is_valid():

            def cancel() -> Appointment:
                return lifecycle.cancel(
                    appointment=appointment,
                    now=timezone.now(),
                    actor=desk(request),
                    reason=form.given_reason,
                )

            changed = attempt(form, cancel)
            if changed:
                messages.success(request, "Cancelled.")
                return redirect(desk_url(changed))
        title = "Cancel the appointment"
        return self._page(request, "cancel", form=form, appointment=appointment, title=title)

    def _start_form(
        self,
        request: HttpRequest,
        form: StartForm,
        save: Callable[[], Appointment],
        appointment: Appointment | None = None,
        **context: Any,
    ) -> HttpResponse:
        """Shows the free times of a day until one is taken."""
        if form.is_valid() and form.is_saving:
            saved = attempt(form, save)
            if saved:
                zone_time = clinic_moment(saved.starts_at, saved.location)
                messages.success(request, f"{saved.get_status_display()}: {zone_time}.")
                return redirect(desk_url(saved))
        found = free_starts(form, appointment) if form.is_bound else None
        context["day_shown"] = form.cleaned_data.get("day") if found else None
        return self._page(
            request, "choose_start", form=form, found=found, appointment=appointment, **context
        )

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": Appointment._meta,
            "original": context.get("appointment"),
        }
        form = context["form"]
        status = 422 if form.is_bound and form.errors else 200
        context["media"] = self.media + form.media  # type: ignore[attr-defined]
        return TemplateResponse(
            request, f"admin/booking/appointment/{template}.html", shared | context, status=status
        )

    def _to_change(self, request: HttpRequest, pk: int) -> Appointment:
        require(request, "booking.change_appointment")
        appointment = self.get_queryset(request).filter(pk=pk).first()
        if appointment is None:
            raise Http404("There is no such appointment.")
        return appointment

    def _refuse(self, request: HttpRequest, appointment: Appointment) -> HttpResponse:
        messages.error(request, str(lifecycle.StateChanged()))
        return redirect(desk_url(appointment))


def submitted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def desk(request: HttpRequest) -> lifecycle.Actor:
    assert request.user.is_authenticated
    return lifecycle.Actor("staff", request.user)


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def may_override(request: HttpRequest) -> bool:
    return request.user.has_perm("booking.override_policy")


def attempt(form: ReasonForm, change: Callable[[], Appointment]) -> Appointment | None:
    """The changed appointment; or None, with the refusal said on the form."""
    try:
        return change()
    except lifecycle.Refused as refused:
        form.add_error(None, str(refused))
        return None


def book(request: HttpRequest, form: BookForm) -> Appointment:
    """The new appointment; or, when a second click comes after it, the one of the first."""
    wanted = form.cleaned_data
    try:
        return lifecycle.book(
            location=wanted["location"],
            option=wanted["option"],
            therapist=wanted["therapist"],
            starts_at=wanted["starts_at"],
            patient=wanted["patient"],
            now=timezone.now(),
            actor=desk(request),
            reason=form.given_reason,
        )
    except (lifecycle.SlotTaken, lifecycle.PatientBusy):
        there = Appointment.objects.filter(
            patient=wanted["patient"],
            starts_at=wanted["starts_at"],
            location=wanted["location"],
            treatment=wanted["option"].treatment,
            status=Status.BOOKED,
        ).first()
        if there is None:
            raise
        return there


def free_starts(form: StartForm, moving: Appointment | None) -> Availability | None:
    """The day's starts for what the form asks; None while it does not say enough."""
    choice = form.choice()
    day = form.cleaned_data.get("day")
    if choice is None or day is None:
        return None
    patient = moving.patient if moving else form.cleaned_data.get("patient")
    try:
        return find_starts(
            choice,
            first=day,
            days=1,
            now=timezone.now(),
            patient=patient.pk if patient else None,
            ignoring=moving.pk if moving else None,
        )
    except UnknownChoice as refused:
        form.add_error(None, str(refused))
        return None


def _first_choices(request: HttpRequest) -> dict[str, Any]:
    """Today on the clinic's clock, and the patient whom the link names (`?patient=7`)."""
    today = local_date(timezone.now(), timezone.get_current_timezone())
    return {"day": today, "patient": request.GET.get("patient", "")}
