"""What the admin's sidebar and first page list, by what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locations.letterhead import clinic_name
from roster.time_off.asking import open_requests


@dataclass(frozen=True)
class Entry:
    """The list of a model, for those who may see it."""

    model: str
    title: Promise
    icon: str


@dataclass(frozen=True)
class Page:
    """A page of its own, by the name of its address, for those with the permission.

    `count` says how many things wait there; it stands beside the title unless it is none.
    """

    address: str
    title: Promise
    icon: str
    permission: str
    count: Callable[[], int] | None = None


MENU: tuple[tuple[Promise, tuple[Entry | Page, ...]], ...] = (
    (
        _("Schedule"),
        (
            Page("frontdesk:board", _("Schedule"), "view_day", "booking.view_appointment"),
            Page(
                "frontdesk:attention",
                _("Needs attention"),
                "priority_high",
                "booking.view_attention",
            ),
            Page("frontdesk:away", _("A therapist is away"), "sick", "therapists.block_time"),
            Page(
                "frontdesk:time_off",
                _("Time off asked for"),
                "event_busy",
                "roster.change_timeoffrequest",
                count=lambda: open_requests().count(),
            ),
            Page(
                "frontdesk:waiting_list",
                _("Waiting list"),
                "hourglass_top",
                "booking.view_waitlistentry",
            ),
            Entry("booking.Appointment", _("Appointments"), "calendar_month"),
            Entry("patients.Patient", _("Patients"), "group"),
            Page("frontdesk:reports", _("Reports"), "monitoring", "booking.view_reports"),
        ),
    ),
    (
        _("Clinic"),
        (
            Entry("locations.Location", _("Locations"), "storefront"),
            Entry("locations.Room", _("Rooms"), "meeting_room"),
            Entry("treatments.TreatmentType", _("Treatments"), "spa"),
            Entry("treatments.GuideConcern", _("Guide"), "signpost"),
            Entry("therapists.Therapist", _("Therapists"), "badge"),
            Entry("booking.BookingPolicy", _("Booking policies"), "rule"),
            Page("frontdesk:set_up", _("Set-up"), "checklist", "locations.change_clinic"),
        ),
    ),
    (
        _("Messages"),
        (
            Page(
                "operation:messages",
                _("How messages go"),
                "speed",
                "reminders.view_outgoingmessage",
            ),
            Entry("reminders.OutgoingMessage", _("Messages"), "outgoing_mail"),
            Entry("reminders.MessageText", _("Texts of messages"), "edit_note"),
        ),
    ),
    (
        _("Privacy"),
        (
            Entry("care.RecordAccess", _("Who looked"), "visibility"),
            Entry("care.BreakGlass", _("Opened by exception"), "lock_open"),
            Entry("care.ErasureRequest", _("Erasure"), "delete_history"),
            Entry("care.RecordKeeping", _("Record keeping"), "gavel"),
            Entry("care.ConsentText", _("Consent texts"), "contract"),
        ),
    ),
    (
        _("Accounts"),
        (
            Entry("accounts.User", _("Accounts"), "manage_accounts"),
            Entry("patients.PatientMerge", _("Merged patients"), "merge"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups with at least one list that this person may open."""
    groups: list[dict[str, Any]] = []
    for title, entries in MENU:
        items = [_item(entry) for entry in entries if _may_open(entry, request)]
        if items:
            groups.append({"title": title, "items": items, "separator": bool(groups)})
    return groups


def site_title(_request: HttpRequest) -> str:
    return clinic_name()


def language_switch(_request: HttpRequest) -> str:
    return reverse("patients:language")


def languages(_request: HttpRequest) -> list[dict[str, str]]:
    """By the codes that the switch knows; Unfold would send those of Django's, fr for fr-ca."""
    return [{"code": code, "name_local": name} for code, name in settings.LANGUAGES]


def stylesheet(_request: HttpRequest) -> str:
    return static("css/admin.css")


def script(_request: HttpRequest) -> str:
    return static("js/admin_names.js")


def favicon(_request: HttpRequest) -> str:
    return static("drawings/favicon.svg")


def _may_open(entry: Entry | Page, request: HttpRequest) -> bool:
    if isinstance(entry, Page):
        return request.user.has_perm(entry.permission)
    model = apps.get_model(entry.model)
    if not admin.site.is_registered(model):
        return False
    return admin.site.get_model_admin(model).has_view_or_change_permission(request)


def _item(entry: Entry | Page) -> dict[str, Any]:
    item = {"title": entry.title, "icon": entry.icon, "link": reverse(_address(entry))}
    waiting = entry.count() if isinstance(entry, Page) and entry.count else 0
    return {**item, "badge": waiting} if waiting else item


def _address(entry: Entry | Page) -> str:
    if isinstance(entry, Page):
        return entry.address
    return "admin:" + entry.model.lower().replace(".", "_") + "_changelist"
