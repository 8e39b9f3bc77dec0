"""Messages in the admin: what was due, what went, what was given up, and one more try."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesRadioFilter, RadioFilter
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from reminders import outbox, registry
from reminders.models import OutgoingMessage, State, spoken
from reminders.reasons import in_words
from reminders.texts.admin import MessageTextAdmin

__all__ = ["MessageTextAdmin", "OutgoingMessageAdmin"]

COLOURS = {
    State.DUE: "info",
    State.SENDING: "info",
    State.SENT: "success",
    State.WITHDRAWN: "warning",
    State.DEAD: "danger",
}


class KindFilter(RadioFilter):
    """By what is registered: asking ten million rows which kinds they have takes too long."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(
        self, _request: HttpRequest, _model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        return [(name, spoken(name)) for name in registry.names()]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[OutgoingMessage]
    ) -> QuerySet[OutgoingMessage]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(ModelAdmin):
    list_display = (
        "shown_state",
        "shown_kind",
        "channel",
        "recipient",
        "due_at",
        "sent_at",
        "attempts",
        "shown_reason",
        "subject",
    )
    list_display_links = ("shown_kind",)
    fields = (
        *("subject", "version", "kind", "channel", "due_at", "not_after", "state", "attempts"),
        *("next_try_at", "recipient", "shown_reason", "sent_at"),
    )
    readonly_fields = ("shown_reason",)
    list_filter = (("state", ChoicesRadioFilter), ("channel", ChoicesRadioFilter), KindFilter)
    list_filter_submit = True
    search_fields = ("subject__exact", "recipient__istartswith")
    search_help_text = _("Beginning of an address or number, or a subject such as appointment:17")
    actions = ("try_again",)
    paginator = InfinitePaginator
    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, _request: HttpRequest, _obj: OutgoingMessage | None = None
    ) -> bool:
        """Rows are facts: nobody edits them, only the action below asks for another try."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _obj: OutgoingMessage | None = None
    ) -> bool:
        return False

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reminders.change_outgoingmessage")

    @action(description=_("Try again (those given up)"), permissions=["try_again"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMessage]) -> None:
        now = timezone.now()
        chosen = list(queryset)
        revived = [message for message in chosen if outbox.retry(message, now=now)]
        for message in revived:
            self.log_change(request, message, gettext("Asked for another try."))
        if revived:
            messages.success(request, gettext("Due again: {n}.").format(n=len(revived)))
        if left := len(chosen) - len(revived):
            messages.warning(
                request,
                gettext(
                    "Left as they are, because not given up or too late to be of use: {n}."
                ).format(n=left),
            )

    @display(description=_("reason"), ordering="error")
    def shown_reason(self, message: OutgoingMessage) -> str:
        return in_words(message.error)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def shown_state(self, message: OutgoingMessage) -> tuple[str, str]:
        return message.state, message.get_state_display()

    @display(description=_("kind"), ordering="kind")
    def shown_kind(self, message: OutgoingMessage) -> str:
        return message.spoken_kind
