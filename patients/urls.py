from django.urls import path

from patients.language import language

app_name = "patients"

urlpatterns = [path("language/", language, name="language")]
