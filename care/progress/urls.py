"""Where the pages about progress are."""

from django.urls import path, re_path

from care.progress.views import check_in, course, progress, questionnaire

PATIENT = "care/patients/<int:patient>/"

urlpatterns = [
    path(f"{PATIENT}progress/", progress.progress, name="progress"),
    path(f"{PATIENT}course/", course.course, name="course"),
    path(f"{PATIENT}course/end/", course.end_course, name="end_course"),
    path(
        f"{PATIENT}sessions/<int:appointment>/questionnaire/",
        questionnaire.questionnaire_here,
        name="questionnaire_here",
    ),
    re_path(
        r"^appointments/(?P<token>[\w-]{43})/questionnaire/$",
        questionnaire.questionnaire,
        name="questionnaire",
    ),
    re_path(r"^check-in/(?P<token>[^/]+)/$", check_in.check_in, name="check_in"),
    path("care/check-ins/", check_in.check_ins, name="check_ins"),
    path("care/check-ins/<uuid:check_in>/seen/", check_in.check_in_seen, name="check_in_seen"),
]
