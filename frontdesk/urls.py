"""The front desk's addresses, all below /admin/."""

from django.urls import URLPattern, path

from frontdesk.views.attention import accept, attention_list, decide
from frontdesk.views.away import away
from frontdesk.views.block import block
from frontdesk.views.board import board, board_day
from frontdesk.views.book import book
from frontdesk.views.cancel import cancel
from frontdesk.views.card import card
from frontdesk.views.copy import copy
from frontdesk.views.find_patients import find_patients
from frontdesk.views.move import move
from frontdesk.views.note import note
from frontdesk.views.people import patient
from frontdesk.views.reports import report, report_csv, reports
from frontdesk.views.sheet import sheet
from frontdesk.views.steps import step
from frontdesk.views.unblock import block_again, unblock
from frontdesk.views.undo import undo

app_name = "frontdesk"
urlpatterns: list[URLPattern] = [
    path("attention/", attention_list, name="attention"),
    path("attention/<int:pk>/decide/", decide, name="attention_decide"),
    path("attention/<int:pk>/accept/", accept, name="attention_accept"),
    path("away/", away, name="away"),
    path("people/<int:pk>/", patient, name="patient"),
    path("schedule/patients/", find_patients, name="find_patients"),
    path("reports/", reports, name="reports"),
    path("reports/<slug:slug>/", report, name="report"),
    path("reports/<slug:slug>.csv", report_csv, name="report_csv"),
    path("schedule/", board, name="board"),
    path("schedule/day.json", board_day, name="board_day"),
    path("schedule/book/", book, name="book"),
    path("schedule/block/", block, name="block"),
    path("schedule/block/again/", block_again, name="block_again"),
    path("schedule/unblock/<int:pk>/", unblock, name="unblock"),
    path("schedule/<int:pk>/", card, name="card"),
    path("schedule/<int:pk>/cancel/", cancel, name="cancel"),
    path("schedule/<int:pk>/copy/", copy, name="copy"),
    path("schedule/<int:pk>/move/", move, name="move"),
    path("schedule/<int:pk>/note/", note, name="note"),
    path("schedule/<int:pk>/step/<slug:verb>/", step, name="step"),
    path("schedule/<int:pk>/undo/<int:event>/", undo, name="undo"),
    path("schedule/sheet/", sheet, name="sheet"),
]
