"""Policies and appointments in the admin. Appointments change by `booking.lifecycle` only."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RelatedDropdownFilter
from unfold.decorators import display

from booking.admin_filters import FromDay, State, UntilDay, When, looks_further
from booking.models import Appointment, AppointmentEvent, BookingPolicy, EventKind, Status
from booking.next_steps import CANCELLABLE, MOVABLE, next_steps
from booking.templatetags.clinic_time import (
    clinic_moment,
    clinic_time,
    day_as,
    money,
    spoken_time,
)
from booking.whys import in_words
from patients.models import Patient

# Icon and colour of a state's badge, as near the board's as may be; the word is always there too.
BADGES: dict[str, tuple[str, str]] = {
    Status.HELD: ("hourglass_top", "info"),
    Status.BOOKED: ("event_available", "primary"),
    Status.ARRIVED: ("how_to_reg", "warning"),
    Status.IN_SESSION: ("spa", "primary"),
    Status.COMPLETED: ("check", "success"),
    Status.NO_SHOW: ("person_off", "danger"),
    Status.CANCELLED: ("event_busy", ""),
}


# Who may change an appointment, as its history names them.
ACTORS = {
    "visitor": _("Visitor"),
    "patient": _("Patient"),
    "staff": _("Staff"),
    "system": _("System"),
}


def unbroken(*parts: str) -> str:
    """Text that a narrow column breaks between the parts only."""
    return " ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)


def treats_here(user: Any) -> bool:
    """Whether the account belongs to a therapist who works here still."""
    therapist = getattr(user, "therapist", None)
    return bool(therapist and therapist.is_active)


@admin.register(BookingPolicy)
class BookingPolicyAdmin(ModelAdmin):
    list_display = (
        "location",
        "notice_minutes",
        "horizon_days",
        "start_step_minutes",
        "cancel_cutoff_hours",
        "reschedule_cutoff_hours",
    )
    list_select_related = ("location",)
    search_fields = ("location__name",)
    search_help_text = _("Location")
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("location",)}),
        (
            _("When patients may book"),
            {"fields": ("notice_minutes", "horizon_days", "start_step_minutes")},
        ),
        (_("Holds"), {"fields": ("hold_minutes", "holds_per_visitor", "offer_minutes")}),
        (_("Changes by patients"), {"fields": ("cancel_cutoff_hours", "reschedule_cutoff_hours")}),
        (_("Reminders"), {"fields": ("first_reminder_hours", "second_reminder_hours")}),
        (
            _("Quiet hours"),
            {
                "fields": (("quiet_from", "quiet_until"),),
                "description": _(
                    "By the clock of the location, over midnight too. "
                    "Both empty: messages go at any hour."
                ),
            },
        ),
    )


class AppointmentEventInline(TabularInline):
    """What happened, when, by whom and why. Nobody edits history."""

    model = AppointmentEvent
    show_title = False
    verbose_name_plural = _("history")
    fields = ("happened", "what", "who", "why")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AppointmentEvent]:
        queryset: QuerySet[AppointmentEvent] = super().get_queryset(request)
        return queryset.select_related("user", "appointment__location")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("when"))
    def happened(self, event: AppointmentEvent) -> str:
        return clinic_moment(event.at, event.appointment.location)

    @display(description=_("what"))
    def what(self, event: AppointmentEvent) -> str:
        if event.kind != EventKind.RESCHEDULED:
            return event.get_kind_display()
        location = event.appointment.location
        before, after = (
            clinic_moment(datetime.fromisoformat(facts["starts_at"]), location)
            for facts in (event.details["before"], event.details)
        )
        said = gettext("{what} from {before} to {after}")
        return said.format(what=event.get_kind_display(), before=before, after=after)

    @display(description=_("who"))
    def who(self, event: AppointmentEvent) -> str:
        kind = str(ACTORS.get(event.actor_kind, event.actor_kind))
        if event.user is None:
            return kind
        return gettext("{kind}: {name}").format(kind=kind, name=event.user.get_full_name())

    @display(description=_("reason"))
    def why(self, event: AppointmentEvent) -> str:
        return in_words(event.reason)


@admin.register(Appointment)
class AppointmentAdmin(ModelAdmin):
    """Lists and shows appointments, and leads to the desk's pages, which change them."""

    list_display = (
        "starts",
        "badge",
        "patient_name",
        "therapist",
        "treatment_and_minutes",
        "location",
        "room",
        "source",
    )
    list_display_links = ("starts",)
    list_filter = (
        When,
        FromDay,
        UntilDay,
        State,
        ("location", RelatedDropdownFilter),
        ("therapist", AutocompleteSelectFilter),
    )
    list_filter_submit = True
    list_fullwidth = True
    show_add_link = False
    list_before_template = "admin/booking/appointment/when_links.html"
    quick_days = (
        ("today", _("Today")),
        ("tomorrow", _("Tomorrow")),
        ("week", _("Next 7 days")),
        ("", _("Today and later")),
        ("past", _("Last 30 days")),
    )
    list_select_related = ("location", "room", "therapist", "treatment", "patient")
    search_fields = ("patient__family_name",)
    search_help_text = _("Patient: name, e-mail or telephone")
    show_full_result_count = False
    actions = None
    inlines = (AppointmentEventInline,)
    change_form_outer_before_template = "admin/booking/appointment/next_steps.html"
    # Who sees the whole schedule sees all of this, therapists of their own what their work needs.
    for_therapists = (
        (None, {"fields": ("badge", "times", "location", "room")}),
        (None, {"fields": ("patient_name", "treatment_and_minutes")}),
    )
    fieldsets = (
        (None, {"fields": ("badge", "times", "location", "room")}),
        (None, {"fields": ("patient", "contact", "therapist", "treatment_and_minutes")}),
        (None, {"fields": ("price_agreed", "turnover", "source", "created")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        queryset: QuerySet[Appointment] = super().get_queryset(request)
        queryset = queryset.select_related(*self.list_select_related, "patient__account")
        if super().has_view_permission(request):
            return queryset
        return queryset.filter(therapist__user=request.user.pk, therapist__is_active=True)

    def get_fieldsets(self, request: HttpRequest, obj: Appointment | None = None) -> Any:
        return self.fieldsets if super().has_view_permission(request) else self.for_therapists

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appointment], search_term: str
    ) -> tuple[QuerySet[Appointment], bool]:
        """Finds the patients as the patients' own list does."""
        if not search_term:
            return queryset, False
        patients = self.admin_site.get_model_admin(Patient)
        found, _ = patients.get_search_results(request, Patient.objects.all(), search_term)
        return queryset.filter(patient__in=found.order_by()), False

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What comes next first; what lies back latest first."""
        back = request.GET.get("when") == "past" or looks_further(request)
        return ("-starts_at",) if back else ("starts_at",)

    def has_view_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Who sees the whole schedule; or the therapist, of whose own the queryset speaks."""
        if super().has_view_permission(request, obj):
            return True
        if obj is None:
            return treats_here(request.user)
        return treats_here(request.user) and obj.therapist.user_id == request.user.pk

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or treats_here(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Nobody, by form: the desk has its own pages for that (`frontdesk:card`)."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, *_from_django: Any, **_also_from_django: Any
    ) -> HttpResponse:
        """The desk books on its own page; what the address asks for (`?patient=7`) goes along."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect(reverse("frontdesk:book", query=request.GET))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        shown = self.get_object(request, object_id)
        if shown and request.user.has_perm("booking.change_appointment"):
            extra_context = {
                **(extra_context or {}),
                "steps": next_steps(shown, timezone.now()).likely,
                "may_move": shown.status in MOVABLE,
                "may_cancel": shown.status in CANCELLABLE,
            }
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    @display(description=_("start"), ordering="starts_at")
    def starts(self, appointment: Appointment) -> str:
        shown = appointment.starts_local
        return unbroken(f"{day_as(shown, 'D j M Y')},", spoken_time(shown))

    @display(description=_("session"))
    def times(self, appointment: Appointment) -> str:
        ends = clinic_time(appointment.ends_at, appointment.location)
        starts = clinic_moment(appointment.starts_at, appointment.location)
        return gettext("{moment} to {end}").format(moment=starts, end=ends)

    @display(description=_("status"), ordering="status")
    def badge(self, appointment: Appointment) -> str:
        icon, colour = BADGES[appointment.status]
        words = appointment.get_status_display()
        if appointment.expires_at:
            until = clinic_time(appointment.expires_at, appointment.location)
            words = gettext("{status} until {time}").format(status=words, time=until)
        context = {
            "text": words,
            "type": colour,
            "icon": icon,
            "class": f"state-{appointment.status}",
        }
        return render_to_string("unfold/helpers/label.html", context)

    @display(description=_("patient"), ordering=("patient__family_name", "patient__given_name"))
    def patient_name(self, appointment: Appointment) -> str:
        return str(appointment.patient or gettext("nobody yet"))

    @display(description=_("contact"))
    def contact(self, appointment: Appointment) -> str:
        patient = appointment.patient
        if patient is None:
            return ""
        phone = patient.phone.as_national if patient.phone else ""
        return ", ".join(filter(None, (phone, patient.contact_email)))

    @display(description=_("treatment"), ordering="treatment")
    def treatment_and_minutes(self, appointment: Appointment) -> str:
        minutes = gettext("{minutes} min").format(minutes=appointment.minutes)
        return f"{appointment.treatment}, {unbroken(minutes)}"

    @display(description=_("price as agreed"))
    def price_agreed(self, appointment: Appointment) -> str:
        return money(appointment.price)

    @display(description=_("turnover"))
    def turnover(self, appointment: Appointment) -> str:
        said = ngettext("{minutes} minute", "{minutes} minutes", appointment.turnover_minutes)
        return said.format(minutes=appointment.turnover_minutes)

    @display(description=_("made"))
    def created(self, appointment: Appointment) -> str:
        return clinic_moment(appointment.created_at, appointment.location)
