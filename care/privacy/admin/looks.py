"""Who looked at which record: read, filtered, never counted, never changed."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from accounts.models import User
from accounts.roles import ROLES
from booking.admin_filters import DayFilter, midnight
from care.access import LARGEST_KEY
from care.models import RecordAccess, Verb
from care.privacy.admin.read_only import ReadOnlyAdmin
from care.privacy.looks import keys_of, role_in_words
from timeline.wall import ONE_DAY

# Every verb: of one that is not among them Unfold shows the key.
COLOURS = {
    **dict.fromkeys(Verb),
    Verb.REFUSED: "danger",
    Verb.BREAK_GLASS: "warning",
    Verb.EXPORT: "info",
}


class RoleFilter(DropdownFilter):
    """The roles there are: asking a million rows which ones they have takes too long."""

    title, parameter_name = gettext_lazy("role"), "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role, capfirst(role_in_words(role))) for role in (*ROLES, "anonymous")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RecordAccess]
    ) -> QuerySet[RecordAccess]:
        return queryset.filter(user_role=self.value()) if self.value() else queryset


class FromDay(DayFilter):
    title, label, parameter_name = gettext_lazy("first day"), gettext_lazy("From"), "from"

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RecordAccess]
    ) -> QuerySet[RecordAccess]:
        day = self.day()
        return queryset.filter(at__gte=midnight(day)) if day else queryset


class UntilDay(DayFilter):
    title, label = gettext_lazy("last day"), gettext_lazy("Until (the whole day)")
    parameter_name = "until"

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RecordAccess]
    ) -> QuerySet[RecordAccess]:
        day = self.day()
        return queryset.filter(at__lt=midnight(day + ONE_DAY)) if day else queryset


@admin.register(RecordAccess)
class RecordAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "who", "role", "shown_verb", "part", "patient")
    list_display_links = ("at",)
    list_filter = (
        ("verb", ChoicesDropdownFilter),
        ("part", ChoicesDropdownFilter),
        RoleFilter,
        FromDay,
        UntilDay,
    )
    # Only says that there is a search; `get_search_results` does it.
    search_fields = ("patient_key",)
    search_help_text = gettext_lazy("Number of the patient")
    fields = ("at", "who", "role", "verb", "part", "patient", "row_key", "request_id")
    readonly_fields = fields
    # One index gives them in this order.
    ordering = ("-at", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecordAccess]:
        """With the name of the account, asked for the rows that are shown."""
        accounts = User.objects.filter(pk=OuterRef("user_key"))
        name = Coalesce(NullIf(F("name"), Value("")), F("email"), output_field=CharField())
        queryset: QuerySet[RecordAccess] = super().get_queryset(request)
        return queryset.annotate(account=Subquery(accounts.annotate(said=name).values("said")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RecordAccess], search_term: str
    ) -> tuple[QuerySet[RecordAccess], bool]:
        """Of this patient, and of what was merged into the record."""
        if not search_term:
            return queryset, False
        is_number = search_term.isascii() and search_term.isdecimal() and len(search_term) < 20
        if not is_number or int(search_term) > LARGEST_KEY:
            return queryset.none(), False
        return queryset.filter(patient_key__in=keys_of(int(search_term))), False

    @display(description=gettext_lazy("who"))
    def who(self, look: RecordAccess) -> str:
        if look.user_key is None:
            return _("nobody signed in")
        return getattr(look, "account", None) or _("account {key}, which is gone").format(
            key=look.user_key
        )

    @display(description=gettext_lazy("user role"))
    def role(self, look: RecordAccess) -> str:
        return role_in_words(look.user_role)

    @display(description=pgettext_lazy("what somebody", "did"), label=COLOURS)
    def shown_verb(self, look: RecordAccess) -> tuple[str, str]:
        return look.verb, look.get_verb_display()

    @display(description=gettext_lazy("patient"))
    def patient(self, look: RecordAccess) -> str:
        if look.patient_key is None:
            return _("none named")
        address = reverse("frontdesk:patient", args=(look.patient_key,))
        number = _("Number {number}").format(number=look.patient_key)
        return format_html('<a href="{}">{}</a>', address, number)
