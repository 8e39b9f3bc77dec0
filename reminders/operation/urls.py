from django.urls import path

from reminders.operation import views

app_name = "operation"

urlpatterns = [path("", views.messages, name="messages")]
