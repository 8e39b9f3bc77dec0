"""The care record: what patients fill in and see of themselves, and what therapists read and write.

Patients' addresses carry a token or belong to who is signed in; those below care/ are for staff.
"""

from django.urls import URLPattern

from care.guide.urls import urlpatterns as guide
from care.intake.urls import urlpatterns as intake
from care.notes.urls import urlpatterns as notes
from care.privacy.urls import urlpatterns as privacy
from care.progress.urls import urlpatterns as progress

app_name = "care"
urlpatterns: list[URLPattern] = [*guide, *intake, *notes, *privacy, *progress]
