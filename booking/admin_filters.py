"""Which appointments the admin's list shows. Days are the clinic's, turned into instants here."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, TextFilter
from unfold.widgets import INPUT_CLASSES

from booking.models import Appointment, Status
from timeline.wall import MIDNIGHT, ONE_DAY, instant, local_date

ANY_TIME = "any"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
# Whoever asks for one of these wants an answer from all time, not only from today on.
LOOKING_FURTHER = ("q", "from", "until", "patient__id__exact")


def midnight(day: date) -> datetime:
    """The instant at which `day` begins on the clock that the admin shows."""
    return instant(day, MIDNIGHT, timezone.get_current_timezone())


def today(now: datetime) -> date:
    return local_date(now, timezone.get_current_timezone())


def looks_further(request: HttpRequest) -> bool:
    return any(request.GET.get(name) for name in LOOKING_FURTHER)


class When(DropdownFilter):
    title = _("when")
    parameter_name = "when"
    all_option = ("", _("Today and later"))
    # First day and number of days, counted from today.
    spans = {
        "today": (0, 1),
        "tomorrow": (1, 1),
        "week": (0, 7),
        # Not all that lies back: sorting a million past appointments keeps the desk waiting.
        "past": (-30, 30),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [
            ("today", _("Today")),
            ("tomorrow", _("Tomorrow")),
            ("week", _("Next 7 days")),
            ("past", _("Last 30 days")),
            (ANY_TIME, _("Any time")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Appointment]
    ) -> QuerySet[Appointment]:
        first = today(timezone.now())
        chosen = self.value()
        if chosen in self.spans:
            start, days = self.spans[chosen]
            day = first + start * ONE_DAY
            return queryset.filter(
                starts_at__gte=midnight(day), starts_at__lt=midnight(day + days * ONE_DAY)
            )
        if chosen == ANY_TIME or looks_further(request):
            return queryset
        return queryset.filter(starts_at__gte=midnight(first))


class State(DropdownFilter):
    title = _("status")
    parameter_name = "status"
    all_option = ("", _("All but cancelled"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [*Status.choices, ("all", _("All"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Appointment]
    ) -> QuerySet[Appointment]:
        """Holds that came to nothing were never appointments: no list shows them."""
        queryset = queryset.exclude(Q(status=Status.CANCELLED) & Q(patient=None))
        chosen = self.value()
        if chosen in Status.values:
            return queryset.filter(status=chosen)
        if chosen == "all":
            return queryset
        return queryset.exclude(status=Status.CANCELLED)


class DateInput(forms.DateInput):
    """The browser's own date picker: keyboard and touch, without scripts."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%d")


class DayForm(forms.Form):
    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(**options)
        self.fields[name] = forms.DateField(label=label, required=False, widget=DateInput)


class DayFilter(TextFilter):
    form_class = DayForm
    label: Any

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        data = {self.parameter_name: self.value()}
        yield {"form": DayForm(str(self.parameter_name), self.label, data=data)}

    def day(self) -> date | None:
        """The day asked for; what is no date is an error that the list reports."""
        if not self.value():
            return None
        try:
            day = date.fromisoformat(str(self.value()))
        except ValueError as wrong:
            raise IncorrectLookupParameters from wrong
        if not FIRST_DAY <= day <= LAST_DAY:
            raise IncorrectLookupParameters
        return day


class FromDay(DayFilter):
    title, label, parameter_name = _("first day"), _("From"), "from"

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Appointment]
    ) -> QuerySet[Appointment]:
        day = self.day()
        return queryset.filter(starts_at__gte=midnight(day)) if day else queryset


class UntilDay(DayFilter):
    title, label, parameter_name = _("last day"), _("Until (the whole day)"), "until"

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Appointment]
    ) -> QuerySet[Appointment]:
        day = self.day()
        return queryset.filter(starts_at__lt=midnight(day + timedelta(days=1))) if day else queryset
