"""The care record: what patients fill in and see of themselves, and what therapists read and write.

Patients' addresses carry a token or belong to who is signed in; those below care/ are for staff.
"""

from django.urls import URLPattern

from care.privacy.urls import urlpatterns as privacy

app_name = "care"
urlpatterns: list[URLPattern] = [*privacy]
