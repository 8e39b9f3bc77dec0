"""The front desk's addresses, all below /admin/."""

from django.urls import URLPattern, path

from frontdesk.views.board import board, board_day
from frontdesk.views.reports import report, report_csv, reports
from frontdesk.views.sheet import sheet

app_name = "frontdesk"
urlpatterns: list[URLPattern] = [
    path("reports/", reports, name="reports"),
    path("reports/<slug:slug>/", report, name="report"),
    path("reports/<slug:slug>.csv", report_csv, name="report_csv"),
    path("schedule/", board, name="board"),
    path("schedule/day.json", board_day, name="board_day"),
    path("schedule/sheet/", sheet, name="sheet"),
]
