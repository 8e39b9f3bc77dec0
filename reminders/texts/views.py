"""Texts of messages: the list, the page of one, how it would look, and back to our words."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reminders.models import MessageText
from reminders.texts import catalogue, saving
from reminders.texts.catalogue import Text
from reminders.texts.forms import LABELS, TextForm
from reminders.words import PLACEHOLDERS, allowed_in, editable
from treatments.models import TreatmentType

READ, CHANGE = "reminders.view_messagetext", "reminders.change_messagetext"
LIST, EDIT = "admin:reminders_messagetext_changelist", "admin:reminders_messagetext_edit"

type TextView = Callable[[HttpRequest, Text], HttpResponse]


def page_of_a_text(permission: str) -> Callable[[TextView], Callable[..., HttpResponse]]:
    """Gives the view the text of its address, for those who hold the permission."""

    def guard(view: TextView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, kind: str, channel: str, language: str) -> HttpResponse:
            _require(request, permission)
            text = catalogue.find(kind, channel, language)
            if text is None:
                raise Http404("There is no such text.")
            return view(request, text)

        return guarded

    return guard


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Which texts there are, and whose words each has."""
    _require(request, READ)
    names = dict(_languages())
    context = {
        "title": _("Texts of messages"),
        "columns": [(channel.label, names[code]) for channel, code in catalogue.columns()],
        "kinds": list(catalogue.by_kind()),
    }
    return _in_the_frame(request, "list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_a_text(READ)
def edit(request: HttpRequest, text: Text) -> HttpResponse:
    """One text: what applies, what the clinic says instead, and how it looks."""
    if request.method != "POST":
        return _page(request, _form(text))
    _require(request, CHANGE)
    form = _form(text, request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            saved = saving.save(text, form.words, edition=form.cleaned_data["edition"])
            _write_down(request, saved, _("Changed: {fields}."))
    except saving.ChangedMeanwhile:
        return _conflict(request, text)
    said = _("Saved: {text}.") if saved.changed else _("Nothing has changed.")
    messages.success(request, said.format(text=text))
    return _see_other(text)


@require_POST
@page_of_a_text(CHANGE)
def show(request: HttpRequest, text: Text) -> HttpResponse:
    """How the message would look with what is typed; nothing is saved."""
    form = _form(text, request.POST)
    if request.headers.get("HX-Request") == "true":
        context = {"form": form, "text": text, "alone": True}
        return _in_the_frame(request, "preview", context)
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_a_text(CHANGE)
def take_ours(request: HttpRequest, text: Text) -> HttpResponse:
    """Asks once, then goes back to our words in every field."""
    if request.method != "POST":
        return _confirm(request, text)
    try:
        with transaction.atomic():
            saved = saving.take_ours(text, edition=request.POST.get("edition", ""))
            _write_down(request, saved, _("Back to our words: {fields}."))
    except saving.ChangedMeanwhile:
        return _confirm(request, text, status=HTTPStatus.CONFLICT)
    messages.success(request, _("{text}: our words again.").format(text=text))
    return _see_other(text)


def _confirm(request: HttpRequest, text: Text, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "title": _("Back to our words: {text}").format(text=text),
        "text": text,
        "own": [(LABELS[name], words) for name, words in text.own.items() if words],
        "changed_meanwhile": _last_change(text) if status == HTTPStatus.CONFLICT else None,
        "status": status,
    }
    return _in_the_frame(request, "ours", context, status=status)


def _conflict(request: HttpRequest, text: Text) -> HttpResponse:
    """What was typed, what is stored by now, and the edition that saving again would replace."""
    stored = catalogue.find(*text.keys) or text
    typed = request.POST.copy()
    typed["edition"] = stored.edition
    form = _form(stored, typed)
    form.theirs = stored.own
    return _page(request, form, status=HTTPStatus.CONFLICT)


def _page(request: HttpRequest, form: TextForm, status: int = HTTPStatus.OK) -> HttpResponse:
    text = form.text
    context = {
        "title": str(text),
        "text": text,
        "form": form,
        "may_change": request.user.has_perm(CHANGE),
        "placeholders": _offered(text),
        "siblings": _siblings(text),
        "last_change": _last_change(text),
        "is_conflict": status == HTTPStatus.CONFLICT,
    }
    return _in_the_frame(request, "edit", context, status=status)


def _offered(text: Text) -> list[tuple[str, str, bool]]:
    """Each placeholder as it is written, what it says, and whether a subject may have it."""
    in_subject = allowed_in("subject")
    return [
        (f"{{{name}}}", _(said), text.is_sms or name in in_subject)
        for name, said in PLACEHOLDERS.items()
    ]


def _siblings(text: Text) -> list[tuple[str, tuple[str, str, str], bool]]:
    """The same message over the other channels and in the other languages."""
    names = dict(_languages())
    found = []
    for channel, language in catalogue.columns():
        keys = (text.kind, channel.value, language)
        if (text.kind, channel) in editable():
            found.append((f"{channel.label}, {names[language]}", keys, keys == text.keys))
    return found


def _last_change(text: Text) -> LogEntry | None:
    if text.stored is None:
        return None
    of_texts = ContentType.objects.get_for_model(MessageText)
    entries = LogEntry.objects.filter(content_type=of_texts, object_id=str(text.stored.pk))
    return entries.select_related("user").order_by("-action_time").first()


def _write_down(request: HttpRequest, saved: saving.Saved, said: str) -> None:
    """Who changed which text, in the admin's history."""
    if saved.changed:
        fields = ", ".join(LABELS[name].lower() for name in saved.changed)
        texts_admin = admin.site.get_model_admin(MessageText)
        texts_admin.log_change(request, saved.row, said.format(fields=fields))


def _form(text: Text, typed: Any = None) -> TextForm:
    names = list(TreatmentType.objects.values_list("name", flat=True))
    return TextForm(typed, text=text, treatments=names, now=timezone.now())


def _languages() -> list[tuple[str, str]]:
    return list(MessageText._meta.get_field("language").choices or [])


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _see_other(text: Text) -> HttpResponse:
    answer = redirect(EDIT, *text.keys)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _in_the_frame(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = HTTPStatus.OK
) -> TemplateResponse:
    name = f"admin/reminders/texts/{template}.html"
    frame = admin.site.each_context(request) if template != "preview" else {}
    return TemplateResponse(request, name, {**frame, **context}, status=status)
