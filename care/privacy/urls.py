"""The addresses of privacy: managers' below care/, patients' below my-record/."""

from django.urls import URLPattern, path

from care.privacy.views.break_glass import close_early, open_by_exception

urlpatterns: list[URLPattern] = [
    path("care/patients/<int:patient>/open/", open_by_exception, name="open_by_exception"),
    path("care/patients/<int:patient>/close/", close_early, name="close_early"),
]
