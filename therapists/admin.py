"""Therapists with their registrations, shifts and time off."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import BooleanRadioFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.models import User
from locations.admin import KeptWhileBooked
from locations.spoken import in_both
from therapists.models import Registration, ShiftChange, Therapist, TimeOff, WeeklyShift
from therapists.portraits import small_portrait


class OwnRecordInline(TabularInline):
    """Rows of a therapist: the therapist concerned may read them without any permission."""

    extra = 0
    show_title = False

    def has_view_permission(self, request: HttpRequest, obj: Therapist | None = None) -> bool:
        if super().has_view_permission(request, obj):
            return True
        return is_own(request.user, obj) if obj else hasattr(request.user, "therapist")


class AtLocationInline(OwnRecordInline):
    """Rows at a location; the locations to choose from are read once, not once a row."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("location")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "location":
            field.choices = list(field.choices)
            field.widget = field.widget.widget
        return field


class RegistrationInline(OwnRecordInline):
    model = Registration


class WeeklyShiftInline(AtLocationInline):
    model = WeeklyShift
    verbose_name_plural = _("weekly shifts (the location's wall clock)")


class ShiftChangeInline(AtLocationInline):
    model = ShiftChange
    verbose_name_plural = _("shift changes (replace the weekly shifts of one date; no times: off)")
    ordering = ("-date", "starts")
    per_page = 20


class TimeOffInline(OwnRecordInline):
    model = TimeOff
    ordering = ("-starts_at",)
    per_page = 20


def is_own(user: Any, therapist: Therapist | None) -> bool:
    """This is the record of the person who is signed in."""
    return isinstance(user, User) and therapist is not None and therapist.user_id == user.pk


class TherapistForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_portrait(self) -> Any:
        """As it came from a camera it would outweigh the page that shows it."""
        portrait = self.cleaned_data["portrait"]
        return small_portrait(portrait) if isinstance(portrait, UploadedFile) else portrait


@admin.register(Therapist)
class TherapistAdmin(KeptWhileBooked, ModelAdmin):
    form = TherapistForm
    list_display = ("name", "treatments_offered", "registered_as", "is_online", "is_active")
    list_filter = (
        ("is_active", BooleanRadioFilter),
        ("is_online", BooleanRadioFilter),
        ("treatments", RelatedDropdownFilter),
    )
    list_filter_submit = True
    search_fields = ("name", "registrations__number")
    search_help_text = _("Name or registration number")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("user", "treatments")
    inlines = (WeeklyShiftInline, ShiftChangeInline, TimeOffInline, RegistrationInline)
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("name", "slug", *in_both("pronouns"), "user", "treatments")}),
        (_("Bookings"), {"fields": ("is_online", "is_active")}),
        (_("For patients"), {"fields": (*in_both("headline", "about"), "portrait")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Therapist]:
        queryset: QuerySet[Therapist] = super().get_queryset(request)
        if not super().has_view_permission(request):
            queryset = queryset.filter(user=request.user.pk)
        return queryset.prefetch_related("treatments", "registrations")

    def has_view_permission(self, request: HttpRequest, obj: Therapist | None = None) -> bool:
        """Who reads all therapists, or the therapist concerned; the list shows no others."""
        if super().has_view_permission(request, obj):
            return True
        return is_own(request.user, obj) if obj else hasattr(request.user, "therapist")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or hasattr(request.user, "therapist")

    @display(description=_("treatments"))
    def treatments_offered(self, therapist: Therapist) -> str:
        return ", ".join(str(treatment) for treatment in therapist.treatments.all())

    @display(description=_("registration"))
    def registered_as(self, therapist: Therapist) -> str:
        return ", ".join(str(registration) for registration in therapist.registrations.all())
