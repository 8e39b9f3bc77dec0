"""A therapist looks for one of the own patients: by name, and among those only."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from care.access import note_access
from care.models import Part, Verb
from care.notes.finding import find_own, seen_lately
from care.notes.pages.guard import for_therapists
from patients.models import Patient
from therapists.models import Therapist


class NameForm(forms.Form):
    """Names travel in the body: addresses are kept by browsers and logs."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "enterkeyhint": "search"}
        ),
        error_messages={"required": _("Type a name, or a part of it.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_therapists
def patients(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    """Those seen lately; those found, once a name was typed."""
    now = timezone.now()
    if request.method != "POST":
        lately = seen_lately(therapist, now)
        note_access(request, Verb.LIST, Part.RECORD, _keys(lately), now=now)
        return _page(request, NameForm(), lately=lately)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    found = find_own(therapist, form.cleaned_data["name"])
    # A search that finds nobody was a look, too.
    note_access(request, Verb.SEARCH, Part.RECORD, _keys(found) or [None], now=now)
    return _page(request, form, found=found, has_looked=True)


def _keys(patients: list[Patient]) -> list[int | None]:
    return [patient.pk for patient in patients]


def _page(
    request: HttpRequest, form: NameForm, status: HTTPStatus = HTTPStatus.OK, **more: Any
) -> HttpResponseBase:
    return render(request, "care/notes/patients.html", {"form": form, **more}, status=status)
