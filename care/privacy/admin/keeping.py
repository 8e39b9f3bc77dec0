"""What the clinic decides about records: how long they are kept, and what patients agree to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from booking.locking import lock_name
from care.models import ConsentText, ErasureRequest, RecordKeeping
from care.privacy.admin.read_only import ReadOnlyAdmin


@admin.register(RecordKeeping)
class RecordKeepingAdmin(ModelAdmin):
    """One row, edited by managers: what the law of the province asks of the clinic."""

    list_display = ("years", "age_of_majority")
    fields = ("years", "age_of_majority", "said", "said_fr")
    warn_unsaved_form = True
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ConsentText)
class ConsentTextAdmin(ModelAdmin):
    """A new version takes the place of the one before; what was agreed to is never edited."""

    list_display = ("kind", "version", "in_force_from")
    list_display_links = ("kind", "version")
    list_filter = ("kind",)
    fields = ("kind", "version", "text", "text_fr", "in_force_from")
    readonly_fields = ("version",)
    actions = None
    warn_unsaved_form = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> Any:
        return self.fields if obj else ("kind", "text", "text_fr", "in_force_from")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is in force now is the beginning of what comes next."""
        return {"in_force_from": timezone.localtime(timezone.now()).replace(second=0)}

    def save_model(
        self, request: HttpRequest, obj: ConsentText, form: forms.Form, change: bool
    ) -> None:
        with transaction.atomic():
            lock_name(f"consent text:{obj.kind}")
            latest = ConsentText.objects.filter(kind=obj.kind).aggregate(Max("version"))
            obj.version = (latest["version__max"] or 0) + 1
            super().save_model(request, obj, form, change)


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnlyAdmin):
    """Who asked, and when the law lets it happen. It happens by itself; nobody shortens it."""

    list_display = ("asked_at", "patient", "state", "due_on", "decided_at")
    list_display_links = ("asked_at",)
    list_select_related = ("patient",)
    list_filter = ("state",)
    fields = ("asked_at", "asked_by", "patient", "state", "due_on", "decided_at")
    readonly_fields = fields
    sortable_by = ()
