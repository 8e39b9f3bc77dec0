"""The addresses as the peer's documentation proposes them."""

from django.urls import include, path

urlpatterns = [path("appointment/", include("appointment.urls"))]
