from django.urls import path

from care.guide import views

urlpatterns = [
    path("guide/", views.guide, name="guide"),
    path("guide/doctor/", views.doctor, name="guide_doctor"),
    path("guide/suggestion/", views.suggestion, name="guide_suggestion"),
    path("guide/anew/", views.anew, name="guide_anew"),
    path("guide/<slug:step>/", views.question, name="guide_question"),
]
