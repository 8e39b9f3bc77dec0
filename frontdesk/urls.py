"""The front desk's addresses, all below /admin/."""

from django.urls import URLPattern

app_name = "frontdesk"
urlpatterns: list[URLPattern] = []
