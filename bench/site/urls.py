"""The site's addresses, and the floor's."""

from django.urls import include, path

from bench.site import views
from clinic.urls import handler400, handler403, handler404, handler429

__all__ = ["handler400", "handler403", "handler404", "handler429", "urlpatterns"]

urlpatterns = [
    path("floor/nothing", views.nothing),
    path("floor/select", views.select),
    path("floor/template/<int:lines>", views.template),
    path("floor/signed-in/<int:lines>", views.signed_in),
    path("floor/insert", views.insert),
    path("", include("clinic.urls")),
]
