"""Openings by exception: the managers watch each other. The reason shows on the row's own page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from care.access import note_access
from care.models import BreakGlass, Part, Verb
from care.privacy.admin.read_only import ReadOnlyAdmin


@admin.register(BreakGlass)
class BreakGlassAdmin(ReadOnlyAdmin):
    list_display = ("opened_at", "until", "who", "patient")
    list_display_links = ("opened_at",)
    list_select_related = ("user", "patient")
    fields = ("opened_at", "until", "who", "patient", "why")
    readonly_fields = fields
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[BreakGlass]:
        """What the list does not show, it does not read."""
        queryset: QuerySet[BreakGlass] = super().get_queryset(request)
        return queryset.select_related("user", "patient")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Whoever reads a reason leaves a row: it may speak of the patient's health."""
        opened = _opened(object_id) if self.has_view_permission(request) else None
        if opened:
            now = timezone.now()
            note_access(
                request, Verb.READ, Part.RECORD, (opened.patient_id,), now=now, row=opened.pk
            )
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    @display(description=_("who"))
    def who(self, opened: BreakGlass) -> str:
        return opened.user.get_full_name()

    @display(description=_("reason"))
    def why(self, opened: BreakGlass) -> str:
        return str(opened.reason)


def _opened(key: str) -> BreakGlass | None:
    try:
        return BreakGlass.objects.filter(pk=key).first()
    except ValidationError:
        return None
