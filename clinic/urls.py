"""Every address of the site; each room lists its own."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from clinic import accessibility, errors, health, offline, search_engines
from clinic.api import api

urlpatterns = [
    path("", include("booking.urls")),
    path("", include("care.urls")),
    path("", include("patients.urls")),
    path("roster/", include("roster.urls")),
    path("treatments/", include("treatments.urls")),
    path("therapists/", include("therapists.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.allauth_urls")),
    path("admin/", include("frontdesk.urls")),
    path("admin/messages/", include("reminders.operation.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("messages/", include("reminders.incoming.urls")),
    path("dev/inbox/", include("reminders.urls")),
    path("accessibility/", accessibility.statement, name="accessibility"),
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": search_engines.SITEMAPS}, name="sitemap"),
    path("offline/", offline.page, name="offline"),
    path("offline/form/", offline.form, name="offline_form"),
    path("service-worker.js", offline.worker, name="service_worker"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("readyz/messages", health.messages),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
# allauth asks for it when somebody signs in too often.
handler429 = errors.too_many
