from django.urls import path

from therapists import views

app_name = "therapists"

urlpatterns = [
    path("", views.listing, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/portrait/", views.portrait, name="portrait"),
]
