"""The addresses of the intake: the patients' by their token, the therapists' by patient."""

from django.urls import URLPattern, path

# Makes <token:…> known.
import booking.urls  # noqa: F401
from care.intake import reading, views

urlpatterns: list[URLPattern] = [
    path("appointments/<token:token>/intake/", views.intake, name="intake"),
    path("appointments/<token:token>/intake/anew/", views.anew, name="intake_anew"),
    path(
        "appointments/<token:token>/intake/from-guide/",
        views.from_guide,
        name="intake_from_guide",
    ),
    path("appointments/<token:token>/intake/doctor/", views.stop, name="intake_stop"),
    path("appointments/<token:token>/intake/thanks/", views.thanks, name="intake_thanks"),
    path("appointments/<token:token>/intake/<slug:step>/", views.step, name="intake_step"),
    path(
        "care/patients/<int:patient>/intakes/<uuid:intake>/",
        reading.intake_read,
        name="intake_read",
    ),
]
