"""Where notes and records are, as part of `care.urls`."""

from django.urls import path

from care.notes.pages import begin, note, patients, record, sign, templates, unfinished

SESSION = "care/patients/<int:patient>/sessions/<int:appointment>/note/"

urlpatterns = [
    path("care/", unfinished.unfinished, name="unfinished"),
    path("care/patients/", patients.patients, name="patients"),
    path("care/patients/<int:patient>/", record.record, name="record"),
    path(SESSION, note.note, name="note"),
    path(f"{SESSION}save/", note.save, name="note_save"),
    path(f"{SESSION}begin/", begin.begin, name="note_begin"),
    path(f"{SESSION}sign/", sign.sign, name="note_sign"),
    path(f"{SESSION}add/", note.add, name="note_add"),
    path("care/templates/", templates.templates, name="templates"),
    path("care/templates/new/", templates.add_template, name="template_new"),
    path("care/templates/<uuid:template>/", templates.change_template, name="template"),
    path(
        "care/templates/<uuid:template>/delete/",
        templates.delete_template,
        name="template_delete",
    ),
]
