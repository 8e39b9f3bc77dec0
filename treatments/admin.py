"""Treatment types with their options, and rooms with the treatments they suit."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import BooleanRadioFilter, RelatedDropdownFilter
from unfold.decorators import display

from locations.admin import KeptWhileBooked
from locations.models import Room
from locations.spoken import in_both
from treatments.guide import rules
from treatments.models import (
    GuideConcern,
    GuideSuits,
    RoomTreatment,
    TreatmentOption,
    TreatmentType,
)


class TreatmentOptionInline(TabularInline):
    model = TreatmentOption
    show_title = False
    extra = 0


@admin.register(TreatmentType)
class TreatmentTypeAdmin(KeptWhileBooked, ModelAdmin):
    list_display = ("name", "durations", "intensity", "position", "is_active")
    list_filter = (("is_active", BooleanRadioFilter),)
    list_filter_submit = True
    search_fields = ("name", "summary")
    search_help_text = _("Name or summary")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (TreatmentOptionInline,)
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": (*in_both("name"), "slug", "intensity", "position", "is_active")}),
        (_("For patients"), {"fields": in_both("summary", "what_happens", "suits", "afterwards")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[TreatmentType]:
        queryset: QuerySet[TreatmentType] = super().get_queryset(request)
        return queryset.prefetch_related("options")

    @display(description=_("durations (minutes)"))
    def durations(self, treatment: TreatmentType) -> str:
        offered = (option for option in treatment.options.all() if option.is_active)
        return ", ".join(str(option.minutes) for option in offered)


class GuideSuitsInline(TabularInline):
    model = GuideSuits
    show_title = False
    extra = 0


@admin.register(GuideConcern)
class GuideConcernAdmin(ModelAdmin):
    """What the guide answers to each concern; the concerns themselves are part of the program."""

    list_display = ("shown_concern", "shown_reason", "shown_types")
    list_display_links = ("shown_concern",)
    readonly_fields = ("shown_concern", "ours")
    fields = ("shown_concern", "because", "because_in_french", "ours")
    inlines = (GuideSuitsInline,)
    warn_unsaved_form = True

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _obj: GuideConcern | None = None
    ) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuideConcern]:
        queryset: QuerySet[GuideConcern] = super().get_queryset(request)
        return queryset.prefetch_related("suits__treatment")

    @display(description=_("concern"))
    def shown_concern(self, concern: GuideConcern) -> str:
        return f"{rules.BY_KEY[concern.key].because}".capitalize()

    @display(description=_("the clinic’s reason"))
    def shown_reason(self, concern: GuideConcern) -> str:
        return concern.because or gettext("Our words")

    @display(description=_("answered by"))
    def shown_types(self, concern: GuideConcern) -> str:
        own = ", ".join(str(row.treatment) for row in concern.suits.all())
        return own or gettext("As set by us: {types}").format(types=self.ours(concern))

    @display(description=_("without types of your own"))
    def ours(self, concern: GuideConcern) -> str:
        suits = rules.BY_KEY[concern.key].suits
        names = TreatmentType.objects.filter(slug__in=suits).in_bulk(field_name="slug")
        weights = dict(GuideSuits.Weight.choices)
        said = [
            f"{names[slug]} ({str(weights[weight]).lower()})"
            for slug, weight in suits.items()
            if slug in names
        ]
        return ", ".join(said) or gettext("none")


class RoomTreatmentInline(TabularInline):
    model = RoomTreatment
    show_title = False
    autocomplete_fields = ("treatment",)
    extra = 0


@admin.register(Room)
class RoomAdmin(KeptWhileBooked, ModelAdmin):
    list_display = ("name", "location", "suited_treatments", "is_active")
    list_filter = (("location", RelatedDropdownFilter), ("is_active", BooleanRadioFilter))
    list_filter_submit = True
    list_select_related = ("location",)
    search_fields = ("name", "location__name")
    search_help_text = _("Room or location")
    inlines = (RoomTreatmentInline,)
    warn_unsaved_form = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        queryset: QuerySet[Room] = super().get_queryset(request)
        return queryset.prefetch_related("suits__treatment")

    @display(description=_("suits"))
    def suited_treatments(self, room: Room) -> str:
        suited = ", ".join(str(row.treatment) for row in room.suits.all())
        return suited or gettext("every treatment")
