"""The front desk's addresses, all below /admin/."""

from django.urls import URLPattern, path

from frontdesk.views.board import board, board_day
from frontdesk.views.book import book
from frontdesk.views.card import card
from frontdesk.views.reports import report, report_csv, reports
from frontdesk.views.sheet import sheet
from frontdesk.views.steps import step
from frontdesk.views.undo import undo

app_name = "frontdesk"
urlpatterns: list[URLPattern] = [
    path("reports/", reports, name="reports"),
    path("reports/<slug:slug>/", report, name="report"),
    path("reports/<slug:slug>.csv", report_csv, name="report_csv"),
    path("schedule/", board, name="board"),
    path("schedule/day.json", board_day, name="board_day"),
    path("schedule/book/", book, name="book"),
    path("schedule/<int:pk>/", card, name="card"),
    path("schedule/<int:pk>/step/<slug:verb>/", step, name="step"),
    path("schedule/<int:pk>/undo/<int:event>/", undo, name="undo"),
    path("schedule/sheet/", sheet, name="sheet"),
]
