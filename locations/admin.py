"""Locations with their opening hours, rooms and closures."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display

from locations.models import Closure, Location, OpeningHours, Room
from locations.spoken import in_both


class KeptWhileBooked:
    """What has appointments stays, because they name it; it can be switched off instead."""

    # Deleting many at once would gather their appointments, maybe a million, to list them.
    actions = None

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        kept = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if kept is None or not kept.appointments.exists():
            page: HttpResponse
            page = super().delete_view(request, object_id, extra_context)  # type: ignore[misc]
            return page
        switch = kept._meta.get_field("is_active").verbose_name
        messages.error(
            request,
            gettext("{what} has appointments and stays. Switch “{switch}” off instead.").format(
                what=kept, switch=switch
            ),
        )
        return redirect("../change/")


class OpeningHoursInline(TabularInline):
    model = OpeningHours
    show_title = False
    extra = 0


class RoomInline(TabularInline):
    model = Room
    fields = ("name", "is_active")
    extra = 0
    can_delete = False
    show_change_link = True


class ClosureInline(TabularInline):
    """Closures to come and the latest past ones first; typed and shown by the location's clock."""

    model = Closure
    show_title = False
    verbose_name_plural = _("closures (the location's clock)")
    ordering = ("-starts_at",)
    extra = 0
    per_page = 20


@admin.register(Location)
class LocationAdmin(KeptWhileBooked, ModelAdmin):
    list_display = ("name", "city", "zone_name", "rooms_in_use", "phone", "is_active")
    list_filter = (("is_active", BooleanRadioFilter),)
    list_filter_submit = True
    search_fields = ("name", "city", "street")
    search_help_text = _("Name, city or street")
    prepopulated_fields = {"slug": ("name",)}
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("name", "slug", "zone_name", "is_active")}),
        (_("Address"), {"fields": ("street", "city", "province", "postal_code")}),
        (_("Contact"), {"fields": ("phone", "email")}),
        (_("For patients"), {"fields": in_both("finding_us", "how_to_prepare")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        queryset: QuerySet[Location] = super().get_queryset(request)
        return queryset.annotate(rooms_in_use=Count("rooms", filter=Q(rooms__is_active=True)))

    def get_inlines(self, request: HttpRequest, obj: Location | None) -> Any:
        # Closures are typed by the location's clock, so the location comes first.
        shown = (OpeningHoursInline, RoomInline)
        return (*shown, ClosureInline) if obj else shown

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with every instant in it by this location's own clock."""
        location = self.get_object(request, object_id) if object_id else None
        with timezone.override(location.zone if location else timezone.get_current_timezone()):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if isinstance(response, TemplateResponse) else response

    @display(description=_("rooms in use"), ordering="rooms_in_use")
    def rooms_in_use(self, location: Any) -> int:
        return int(location.rooms_in_use)
