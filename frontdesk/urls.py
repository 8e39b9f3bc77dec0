"""The front desk's addresses, all below /admin/."""

from django.urls import URLPattern, path

from frontdesk.views.attention import accept, attention_list, decide, other_rooms
from frontdesk.views.away import away
from frontdesk.views.block import block
from frontdesk.views.board import board, board_day
from frontdesk.views.book import book
from frontdesk.views.cancel import cancel
from frontdesk.views.card import card
from frontdesk.views.contact_works import contact_works
from frontdesk.views.copy import copy
from frontdesk.views.find_patients import find_patients
from frontdesk.views.merge import merge, merge_with
from frontdesk.views.move import move
from frontdesk.views.note import note
from frontdesk.views.people import patient
from frontdesk.views.reports import report, report_csv, reports
from frontdesk.views.series import series, series_new
from frontdesk.views.series_rest import series_cancel, series_move
from frontdesk.views.series_undo import series_undo
from frontdesk.views.set_up import set_up, set_up_step
from frontdesk.views.sheet import sheet
from frontdesk.views.steps import step
from frontdesk.views.time_off import time_off, time_off_decide
from frontdesk.views.unblock import block_again, unblock
from frontdesk.views.undo import undo
from frontdesk.views.waiting_list import (
    waiting_add,
    waiting_again,
    waiting_entry,
    waiting_list,
    waiting_remove,
    waiting_urgency,
)
from frontdesk.views.waiting_offers import waiting_accept, waiting_offer, waiting_withdraw

app_name = "frontdesk"
urlpatterns: list[URLPattern] = [
    path("attention/", attention_list, name="attention"),
    path("attention/rooms/", other_rooms, name="attention_rooms"),
    path("attention/<int:pk>/decide/", decide, name="attention_decide"),
    path("attention/<int:pk>/accept/", accept, name="attention_accept"),
    path("away/", away, name="away"),
    path("people/<int:pk>/", patient, name="patient"),
    path("people/<int:pk>/contact-works/", contact_works, name="contact_works"),
    path("people/<int:pk>/merge/", merge_with, name="merge_with"),
    path("people/<int:pk>/merge/<int:other>/", merge, name="merge"),
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
    path("schedule/series/", series_new, name="series_new"),
    path("schedule/series/<int:pk>/", series, name="series"),
    path("schedule/series/<int:pk>/cancel/", series_cancel, name="series_cancel"),
    path("schedule/series/<int:pk>/move/", series_move, name="series_move"),
    path("schedule/series/<int:pk>/undo/<int:version>/", series_undo, name="series_undo"),
    path("schedule/sheet/", sheet, name="sheet"),
    path("set-up/", set_up, name="set_up"),
    path("set-up/<slug:name>/", set_up_step, name="set_up_step"),
    path("time-off/", time_off, name="time_off"),
    path("time-off/<int:pk>/decide/", time_off_decide, name="time_off_decide"),
    path("waiting-list/", waiting_list, name="waiting_list"),
    path("waiting-list/add/", waiting_add, name="waiting_add"),
    path("waiting-list/<int:pk>/", waiting_entry, name="waiting_entry"),
    path("waiting-list/<int:pk>/urgency/", waiting_urgency, name="waiting_urgency"),
    path("waiting-list/<int:pk>/remove/", waiting_remove, name="waiting_remove"),
    path("waiting-list/<int:pk>/again/", waiting_again, name="waiting_again"),
    path("waiting-list/<int:pk>/offer/", waiting_offer, name="waiting_offer"),
    path("waiting-list/offers/<int:pk>/accept/", waiting_accept, name="waiting_accept"),
    path("waiting-list/offers/<int:pk>/withdraw/", waiting_withdraw, name="waiting_withdraw"),
]
