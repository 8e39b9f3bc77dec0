from django.urls import path

from reminders import views

app_name = "reminders"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<str:name>/", views.message, name="message"),
    path("<str:name>/html/", views.html, name="html"),
    path("<str:name>/attachments/<int:number>/", views.attachment, name="attachment"),
]
