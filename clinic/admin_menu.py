"""What the admin's sidebar and first page list, by what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from roster.time_off.asking import open_requests


@dataclass(frozen=True)
class Entry:
    """The list of a model, for those who may see it."""

    model: str
    title: str
    icon: str


@dataclass(frozen=True)
class Page:
    """A page of its own, by the name of its address, for those with the permission.

    `count` says how many things wait there; it stands beside the title unless it is none.
    """

    address: str
    title: str
    icon: str
    permission: str
    count: Callable[[], int] | None = None


MENU: tuple[tuple[str, tuple[Entry | Page, ...]], ...] = (
    (
        "Schedule",
        (
            Page("frontdesk:board", "Schedule", "view_day", "booking.view_appointment"),
            Page(
                "frontdesk:attention", "Needs attention", "priority_high", "booking.view_attention"
            ),
            Page("frontdesk:away", "A therapist is away", "sick", "therapists.block_time"),
            Page(
                "frontdesk:time_off",
                "Time off asked for",
                "event_busy",
                "roster.change_timeoffrequest",
                count=lambda: open_requests().count(),
            ),
            Page(
                "frontdesk:waiting_list",
                "Waiting list",
                "hourglass_top",
                "booking.view_waitlistentry",
            ),
            Entry("booking.Appointment", "Appointments", "calendar_month"),
            Entry("patients.Patient", "Patients", "group"),
            Page("frontdesk:reports", "Reports", "monitoring", "booking.view_reports"),
        ),
    ),
    (
        "Clinic",
        (
            Entry("locations.Location", "Locations", "storefront"),
            Entry("locations.Room", "Rooms", "meeting_room"),
            Entry("treatments.TreatmentType", "Treatments", "spa"),
            Entry("treatments.GuideConcern", "Guide", "signpost"),
            Entry("therapists.Therapist", "Therapists", "badge"),
            Entry("booking.BookingPolicy", "Booking policies", "rule"),
        ),
    ),
    (
        "Messages",
        (
            Page(
                "operation:messages", "How messages go", "speed", "reminders.view_outgoingmessage"
            ),
            Entry("reminders.OutgoingMessage", "Messages", "outgoing_mail"),
            Entry("reminders.MessageText", "Texts of messages", "edit_note"),
        ),
    ),
    (
        "Privacy",
        (
            Entry("care.RecordAccess", "Who looked", "visibility"),
            Entry("care.BreakGlass", "Opened by exception", "lock_open"),
            Entry("care.ErasureRequest", "Erasure", "delete_history"),
            Entry("care.RecordKeeping", "Record keeping", "gavel"),
            Entry("care.ConsentText", "Consent texts", "contract"),
        ),
    ),
    (
        "Accounts",
        (
            Entry("accounts.User", "Accounts", "manage_accounts"),
            Entry("patients.PatientMerge", "Merged patients", "merge"),
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


def stylesheet(_request: HttpRequest) -> str:
    return static("css/admin.css")


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
