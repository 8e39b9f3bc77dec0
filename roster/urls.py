"""The therapist's door, below /roster/."""

from django.urls import URLPattern, path, re_path

from roster.feed.views import calendar, feed

app_name = "roster"
urlpatterns: list[URLPattern] = [
    path("calendar/", calendar, name="calendar"),
    re_path(r"^feed/(?P<token>[\w-]{43})\.ics$", feed, name="feed"),
]
