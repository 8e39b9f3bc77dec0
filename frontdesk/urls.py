"""The front desk's addresses, all below /admin/."""

from django.urls import URLPattern, path

from frontdesk.views.board import board, board_day

app_name = "frontdesk"
urlpatterns: list[URLPattern] = [
    path("schedule/", board, name="board"),
    path("schedule/day.json", board_day, name="board_day"),
]
