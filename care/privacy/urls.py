"""The addresses of privacy: managers' below care/, patients' below my-record/."""

from django.urls import URLPattern, path

from care.privacy.views.break_glass import close_early, open_by_exception
from care.privacy.views.download import download, sign_in_again
from care.privacy.views.erase import erase, take_back_erasure
from care.privacy.views.my_record import my_record, who_looked
from care.privacy.views.withdraw import withdraw_consent

MANAGERS = "care/patients/<int:patient>/"
MINE = "my-record/<int:patient>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGERS}open/", open_by_exception, name="open_by_exception"),
    path(f"{MANAGERS}close/", close_early, name="close_early"),
    path("my-record/", my_record, name="my_record"),
    path("my-record/sign-in-again/", sign_in_again, name="sign_in_again"),
    path(f"{MINE}looks/", who_looked, name="who_looked"),
    path(f"{MINE}download/", download, name="download"),
    path(f"{MINE}erase/", erase, name="erase"),
    path(f"{MINE}erase/take-back/", take_back_erasure, name="take_back_erasure"),
    path(f"{MINE}consents/<uuid:consent>/", withdraw_consent, name="withdraw_consent"),
]
