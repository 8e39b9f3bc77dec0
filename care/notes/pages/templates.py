"""A therapist's own templates: listed, added, changed, deleted."""

from http import HTTPStatus
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from booking.views.answers import see_other
from care.models import NoteTemplate
from care.notes.forms import TemplateForm, typed_in
from care.notes.pages.guard import for_therapists
from therapists.models import Therapist

HAVE_IT = "You have a template of this name already."
METHODS = ["GET", "HEAD", "POST"]


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
    return _edit(request, _own(therapist, template))


@require_http_methods(METHODS)
@for_therapists
def delete_template(request: HttpRequest, therapist: Therapist, template: UUID) -> HttpResponseBase:
    """Asks with GET, deletes with POST. Notes that began with it stay."""
    own = _own(therapist, template)
    if request.method == "POST":
        own.delete()
        return see_other("care:templates")
    return render(request, "care/notes/template_delete.html", {"template": own})


def _edit(request: HttpRequest, template: NoteTemplate) -> HttpResponseBase:
    is_new = template._state.adding
    if request.method != "POST":
        initial = {**typed_in(template.content), "name": template.name}
        return _form(request, template, TemplateForm(initial=initial), is_new)
    form = TemplateForm(request.POST)
    if form.is_valid() and _save(template, form):
        return see_other("care:templates")
    return _form(request, template, form, is_new, HTTPStatus.UNPROCESSABLE_ENTITY)


def _save(template: NoteTemplate, form: TemplateForm) -> bool:
    """Whether the name was free; the database has the last word."""
    template.name, template.content = form.cleaned_data["name"], form.content
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        form.add_error("name", HAVE_IT)
        return False
    return True


def _form(
    request: HttpRequest,
    template: NoteTemplate,
    form: TemplateForm,
    is_new: bool,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponseBase:
    context = {"template": template, "form": form, "is_new": is_new}
    return render(request, "care/notes/template.html", context, status=status)


def _own(therapist: Therapist, key: UUID) -> NoteTemplate:
    """Raises Http404 for another therapist's, too."""
    own = NoteTemplate.objects.filter(pk=key, therapist=therapist).first()
    if own is None:
        raise Http404
    return own
