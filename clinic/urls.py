"""Every address of the site; each room lists its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from clinic import errors, health
from clinic.api import api

admin.autodiscover()
# allauth's sign-in (rate limits, codes) guards the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("booking.urls")),
    path("treatments/", include("treatments.urls")),
    path("therapists/", include("therapists.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("dev/inbox/", include("reminders.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
