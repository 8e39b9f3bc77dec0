"""The four roles as groups. One table says what each may see and do in the admin."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps

# What the desk reads and only a manager edits, with the words Django puts before a model's name.
SET_UP = (
    "locations.location",
    "locations.openinghours",
    "locations.room",
    "locations.closure",
    "treatments.treatmenttype",
    "treatments.treatmentoption",
    "treatments.roomtreatment",
    "therapists.therapist",
    "therapists.registration",
    "therapists.weeklyshift",
    "therapists.shiftchange",
    "therapists.timeoff",
)
EVERYTHING = ("view", "add", "change", "delete")


def may(verbs: Iterable[str], models: Iterable[str]) -> frozenset[str]:
    """`may(["view"], ["booking.appointment"])` is `{"booking.view_appointment"}`."""
    return frozenset(
        f"{app}.{verb}_{model}"
        for app, _, model in (name.partition(".") for name in models)
        for verb in verbs
    )


THE_SCHEDULE = (
    may(("view", "add", "change"), ("booking.appointment", "patients.patient"))
    | may(("view", "add", "change"), ("booking.waitlistentry",))
    | may(("view", "change"), ("booking.attention",))
    | may(("view",), ("booking.appointmentevent",))
    | {"booking.override_policy", "patients.merge_patient", "therapists.block_time"}
)

ROLES: dict[str, frozenset[str]] = {
    # Patients have the site; nothing in the admin is theirs.
    "patient": frozenset(),
    # Therapists see their own shifts and appointments because these are theirs, object by object.
    # A permission here would open everybody's.
    "therapist": frozenset(),
    "receptionist": (
        THE_SCHEDULE
        | may(("view",), (*SET_UP, "booking.bookingpolicy", "accounts.user"))
        | may(("view",), ("reminders.messagetext",))
    ),
    "manager": (
        THE_SCHEDULE
        | may(EVERYTHING, (*SET_UP, "booking.bookingpolicy", "treatments.guidesuits"))
        | may(("view", "change"), ("treatments.guideconcern",))
        | may(("view", "add", "change"), ("locations.clinic",))
        | may(("view", "add", "change"), ("accounts.user",))
        | may(("view", "change"), ("reminders.outgoingmessage", "reminders.messagetext"))
        | may(("view",), ("patients.patientmerge",))
        | may(("view", "change"), ("roster.timeoffrequest", "care.recordkeeping"))
        | may(("view", "change"), ("care.erasurerequest",))
        | may(("view", "add"), ("care.consenttext",))
        | may(("view",), ("care.recordaccess", "care.breakglass"))
        | {"booking.view_reports", "care.break_glass"}
    ),
}


def sync_roles(apps: Apps = installed) -> None:
    """Makes the groups and gives each exactly the permissions of the table that exist by now."""
    group_model = apps.get_model("auth", "Group")
    permissions = _permissions_by_name(apps)
    for role, names in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.set([permissions[name] for name in names if name in permissions])


def sync_roles_after_migrate(sender: AppConfig, apps: Apps = installed, **_kwargs: Any) -> None:
    """Runs once, after the last room: by then Django has made the permissions of all of them."""
    rooms = [room for room in installed.get_app_configs() if room.models_module is not None]
    if sender.label != rooms[-1].label:
        return
    try:
        apps.get_model("auth", "Group")
    except LookupError:
        # Only some apps were migrated, as in `migrate contenttypes`; a full migrate follows.
        return
    sync_roles(apps)


def _permissions_by_name(apps: Apps) -> dict[str, Any]:
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    return {f"{found.content_type.app_label}.{found.codename}": found for found in permissions}
