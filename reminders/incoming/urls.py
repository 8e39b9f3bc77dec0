from django.urls import path

from reminders.incoming import views

app_name = "incoming"

urlpatterns = [
    path("sms/incoming/", views.incoming, name="sms"),
    path("sms/status/", views.status, name="sms_status"),
]
