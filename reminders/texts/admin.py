"""The clinic's texts in the admin: their own pages in the frame, their history as everywhere."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from reminders.models import MessageText
from reminders.texts import views

KEYS = "<slug:kind>/<slug:channel>/<slug:language>/"


@admin.register(MessageText)
class MessageTextAdmin(ModelAdmin):
    """Every text there can be is listed, stored or not; so nothing is added or deleted."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path(KEYS, guarded(views.edit), name="reminders_messagetext_edit"),
            path(f"{KEYS}preview/", guarded(views.show), name="reminders_messagetext_preview"),
            path(f"{KEYS}ours/", guarded(views.take_ours), name="reminders_messagetext_ours"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return views.texts(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Where the history leads back to."""
        if not self.has_view_permission(request):
            return views.texts(request)
        row = get_object_or_404(MessageText, pk=object_id if object_id.isdecimal() else 0)
        return redirect(views.EDIT, row.kind, row.channel, row.language)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: MessageText | None = None) -> bool:
        return False
