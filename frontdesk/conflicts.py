"""Editing what bookings rest on: the appointments that would no longer fit are listed first.

The edit is saved inside its transaction, with those locked who could be booked meanwhile; then the
same rule that finds what is stranded at any other time says what is. Unless somebody has seen that
list and wants it all the same, the transaction is rolled back and nothing has happened.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from booking import attention
from booking.stranded import Stranded, find_stranded

# What the page with the list sends: the appointments on it, or the wish to go back to the form.
SEEN, BACK = "_stranded_seen", "_back_to_the_form"
SHOWN = 200


class WouldStrand(Exception):
    """The edit would leave these appointments without what they need."""

    def __init__(self, stranded: list[Stranded], edited: Any) -> None:
        super().__init__()
        self.stranded = stranded
        self.edited = edited


class ListsConflicts:
    """Part of the admin of something that bookings rest on.

    `scope` is how `find_stranded` calls it; `lock` keeps bookings away until the edit is through.
    """

    scope: str

    def lock(self, key: int) -> None:
        """Locks, in the global order, who could be booked under the edit of row `key`."""
        raise NotImplementedError

    def _stranded(self, edited: Any) -> list[Stranded]:
        return find_stranded(now=timezone.now(), with_holds=True, **{self.scope: edited})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            self.lock(obj.pk)
            form.stranded_before = {
                one.appointment.pk: set(one.reasons) for one in self._stranded(obj)
            }
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        if change:
            self._refuse_to_strand(request, form)

    def _refuse_to_strand(self, request: HttpRequest, form: Any) -> None:
        before, after = form.stranded_before, self._stranded(form.instance)
        newly = [one for one in after if set(one.reasons) - before.get(one.appointment.pk, set())]
        if not _all_seen(newly, request.POST):
            raise WouldStrand(newly, form.instance)
        now = timezone.now()
        if attention.note(newly, now=now, afresh=True):
            _say_where_they_went(request, len(newly))
        if before.keys() - {one.appointment.pk for one in after}:
            attention.settle_what_fits(now=now)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        return type(form.__name__, (NotYet, form), {}) if BACK in request.POST else form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        page: HttpResponse
        try:
            page = super().changeform_view(  # type: ignore[misc]
                request, object_id, form_url, extra_context
            )
        except WouldStrand as conflict:
            _throw_files_away(request, conflict.edited)
            page = self._conflicts_page(request, conflict)
        return page

    def _conflicts_page(self, request: HttpRequest, conflict: WouldStrand) -> HttpResponse:
        stranded = conflict.stranded
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _title(len(stranded)),
            "edited": conflict.edited,
            "stranded": stranded[:SHOWN],
            "more": max(len(stranded) - SHOWN, 0),
            "typed": list(_typed(request.POST)),
            "files": sorted(request.FILES),
            "seen": ",".join(str(one.appointment.pk) for one in stranded),
            "seen_field": SEEN,
            "back_field": BACK,
        }
        page = "admin/frontdesk/conflicts.html"
        return TemplateResponse(request, page, context, status=409)


class NotYet(forms.Form):
    """The form as it was typed, with a word that it is not saved."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        raise forms.ValidationError(_("Nothing has been saved yet. What you typed is still here."))


def _all_seen(newly: list[Stranded], sent: QueryDict) -> bool:
    """Whether somebody has seen every one of them and saves all the same."""
    seen = set(sent.get(SEEN, "").split(","))
    return all(str(one.appointment.pk) in seen for one in newly)


def _typed(sent: QueryDict) -> list[tuple[str, str]]:
    """All that the form said, to be sent again."""
    ours = {SEEN, BACK, "csrfmiddlewaretoken"}
    return [(name, value) for name, values in sent.lists() if name not in ours for value in values]


def _throw_files_away(request: HttpRequest, edited: Any) -> None:
    """A rollback takes back rows, not files."""
    for name in request.FILES:
        getattr(edited, name).delete(save=False)


def _title(count: int) -> str:
    return ngettext(
        "{n} booked appointment would no longer fit",
        "{n} booked appointments would no longer fit",
        count,
    ).format(n=count)


def _say_where_they_went(request: HttpRequest, count: int) -> None:
    address, words = reverse("frontdesk:attention"), pgettext("list", "needs attention")
    link = format_html('<a href="{}">{}</a>', address, words)
    said = ngettext(
        "{n} appointment needs a decision now: {link}.",
        "{n} appointments need a decision now: {link}.",
        count,
    )
    messages.warning(request, format_html(said, n=count, link=link))
