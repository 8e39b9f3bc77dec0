"""A therapist's own templates: listed, added, changed, deleted."""

from http import HTTPStatus
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from booking.views.answers import see_other
from care.access import refuse
from care.models import NoteTemplate, Part
from care.notes.forms import TemplateForm, typed_in
from care.notes.pages.guard import for_therapists
from care.notes.pages.showing import parts
from care.progress.edition import edition_of, is_same
from therapists.models import Therapist

HAVE_IT = _("You have a template of this name already.")
METHODS = ["GET", "HEAD", "POST"]


class TemplateChanged(Exception):
    """It was saved in another tab; `current` is what stands now."""

    def __init__(self, current: NoteTemplate) -> None:
        super().__init__("The template was changed meanwhile.")
        self.current = current


@require_safe
@for_therapists
def templates(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    """All of one's own, by name."""
    own = therapist.note_templates.only("id", "name", "therapist")
    return render(request, "care/notes/templates.html", {"templates": own})


@require_http_methods(METHODS)
@for_therapists
def add_template(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    return _edit(request, NoteTemplate(therapist=therapist))


@require_http_methods(METHODS)
@for_therapists
def change_template(request: HttpRequest, therapist: Therapist, template: UUID) -> HttpResponseBase:
    return _edit(request, _own(request, therapist, template))


@require_http_methods(METHODS)
@for_therapists
def delete_template(request: HttpRequest, therapist: Therapist, template: UUID) -> HttpResponseBase:
    """Asks with GET, deletes with POST. Notes that began with it stay."""
    own = _own(request, therapist, template)
    if request.method == "POST":
        own.delete()
        return see_other("care:templates")
    return render(request, "care/notes/template_delete.html", {"template": own})


def _edit(request: HttpRequest, template: NoteTemplate) -> HttpResponseBase:
    if request.method != "POST":
        initial = {**typed_in(template.content), "name": template.name}
        return _form(request, template, TemplateForm(initial=initial), _edition(template))
    form, seen = TemplateForm(request.POST), request.POST.get("seen", "")
    if not form.is_valid():
        return _form(request, template, form, seen, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _save(template, form, seen)
    except IntegrityError:
        form.add_error("name", HAVE_IT)
        return _form(request, template, form, seen, HTTPStatus.UNPROCESSABLE_ENTITY)
    except TemplateChanged as change:
        other = change.current
        return _form(request, template, form, _edition(other), HTTPStatus.CONFLICT, other=other)
    return see_other("care:templates")


@transaction.atomic
def _save(template: NoteTemplate, form: TemplateForm, seen: str) -> None:
    """Raises IntegrityError when the name is taken, and TemplateChanged."""
    current = NoteTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if current and not is_same(_edition(current), seen):
        raise TemplateChanged(current)
    written = NoteTemplate(pk=template.pk, therapist=template.therapist)
    # What was deleted meanwhile is written anew rather than lost.
    written._state.adding = current is None
    written.name, written.content = form.cleaned_data["name"], form.content
    written.save()


def _edition(template: NoteTemplate) -> str:
    return edition_of(template.pk, template.name, template.content)


def _form(
    request: HttpRequest,
    template: NoteTemplate,
    form: TemplateForm,
    seen: str,
    status: HTTPStatus = HTTPStatus.OK,
    other: NoteTemplate | None = None,
) -> HttpResponseBase:
    context = {
        "template": template,
        "form": form,
        "seen": seen,
        "is_new": template._state.adding,
        "other": other,
        "other_parts": parts(other.content) if other else [],
    }
    return render(request, "care/notes/template.html", context, status=status)


def _own(request: HttpRequest, therapist: Therapist, key: UUID) -> NoteTemplate:
    """Raises Http404 for another therapist's, too, and that leaves a row."""
    own = NoteTemplate.objects.filter(pk=key, therapist=therapist).first()
    if own is None:
        raise refuse(request, Part.NOTE)
    return own
