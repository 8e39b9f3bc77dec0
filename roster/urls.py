"""The therapist's door, below /roster/."""

from django.urls import URLPattern, path, re_path, register_converter

from roster.feed.views import calendar, feed
from roster.pages import DayConverter
from roster.time_off.views import time_off, withdraw
from roster.views import day, late, step, week

register_converter(DayConverter, "day")

app_name = "roster"
urlpatterns: list[URLPattern] = [
    path("", day.today, name="today"),
    path("<day:day>/", day.day, name="day"),
    path("week/", week.this_week, name="this_week"),
    path("week/<day:day>/", week.week, name="week"),
    path("late/", late.late, name="late"),
    path("sessions/<int:pk>/undo/<int:event>/", step.undo, name="undo"),
    path("sessions/<int:pk>/<slug:verb>/", step.step, name="step"),
    path("calendar/", calendar, name="calendar"),
    path("time-off/", time_off, name="time_off"),
    path("time-off/<int:pk>/withdraw/", withdraw, name="time_off_withdraw"),
    re_path(r"^feed/(?P<token>[\w-]{43})\.ics$", feed, name="feed"),
]
