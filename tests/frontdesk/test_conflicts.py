"""Shifts, rooms and closures edited under bookings: the list comes before the change."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from booking.models import Appointment, Attention, Status
from frontdesk.conflicts import BACK, SEEN
from tests.booking.stranding import appoint
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_location, make_treatment
from tests.frontdesk.filled_form import FilledForm
from tests.staff import at_work
from therapists.models import TimeOff
from treatments.models import RoomTreatment

pytestmark = pytest.mark.django_db

FORM = {
    "therapist": "/admin/therapists/therapist/{}/change/",
    "location": "/admin/locations/location/{}/change/",
    "room": "/admin/locations/room/{}/change/",
}


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()


@pytest.fixture
def manager(db: None) -> Client:
    return at_work("manager")


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    return appoint(clinic, soon(clinic, 10))


def edit(client: Client, what: str, key: int, **changes: Any) -> Any:
    """Sends the form with these changes; None takes a field out."""
    url = FORM[what].format(key)
    shown = FilledForm(client.get(url).text, f"{what}_form").fields
    form = {**shown, **{name.replace("__", "-"): to for name, to in changes.items()}}
    return client.post(url, {name: to for name, to in form.items() if to is not None})


def off_then(booked: Appointment) -> dict[str, str]:
    """Time off of the whole day, as typed into the first empty row."""
    local = booked.starts_local
    return {
        "time_off-TOTAL_FORMS": "1",
        "time_off-0-starts_at_0": f"{local:%Y-%m-%d}",
        "time_off-0-starts_at_1": "00:00",
        "time_off-0-ends_at_0": f"{local:%Y-%m-%d}",
        "time_off-0-ends_at_1": "23:00",
    }


def edits(clinic: Clinic, booked: Appointment) -> dict[str, tuple[str, int, dict[str, Any]]]:
    weekday = booked.starts_local.weekday()
    shift = f"weekly_shifts__{weekday}__"
    day = f"{booked.starts_local:%Y-%m-%d}"
    therapist, location, room = clinic.therapist.pk, clinic.location.pk, booked.room_id
    closure = {name.replace("time_off", "closures"): to for name, to in off_then(booked).items()}
    return {
        "time off": ("therapist", therapist, off_then(booked)),
        "shorter shift": ("therapist", therapist, {f"{shift}starts": "10:30"}),
        "shift deleted": ("therapist", therapist, {f"{shift}DELETE": "on"}),
        "day off": (
            "therapist",
            therapist,
            {"shift_changes__TOTAL_FORMS": "1", "shift_changes__0__date": day},
        ),
        "therapist leaves": ("therapist", therapist, {"is_active": None}),
        "treatment given up": ("therapist", therapist, {"treatments": make_treatment().pk}),
        "closed doors": ("location", location, {f"opening_hours__{weekday}__closes": "10:30"}),
        "closure": ("location", location, closure),
        "room out of use at the location": ("location", location, {"rooms__0__is_active": None}),
        "location closes down": ("location", location, {"is_active": None}),
        "another zone": ("location", location, {"zone_name": "Europe/London"}),
        "room out of use": ("room", room, {"is_active": None}),
        "room for others": (
            "room",
            room,
            {"suits__TOTAL_FORMS": "1", "suits__0__treatment": make_treatment().pk},
        ),
        "room moves": ("room", room, {"location": make_location(rooms=0).pk}),
    }


EDITS = (
    "time off",
    "shorter shift",
    "shift deleted",
    "day off",
    "therapist leaves",
    "treatment given up",
    "closed doors",
    "closure",
    "room out of use at the location",
    "location closes down",
    "another zone",
    "room out of use",
    "room for others",
    "room moves",
)


def rows_of(clinic: Clinic) -> list[list[dict[str, Any]]]:
    """All that the edits write."""
    therapist, location = clinic.therapist, clinic.location
    tables: tuple[Any, ...] = (
        type(therapist).objects.all(),
        type(location).objects.all(),
        therapist.weekly_shifts.all(),
        therapist.shift_changes.all(),
        therapist.treatments.all(),
        TimeOff.objects.all(),
        location.opening_hours.all(),
        location.closures.all(),
        location.rooms.all(),
        RoomTreatment.objects.all(),
    )
    return [list(rows.order_by("pk").values()) for rows in tables]


@pytest.mark.parametrize("name", EDITS)
def test_it_lists_whom_it_would_strand_and_saves_nothing(
    manager: Client, clinic: Clinic, booked: Appointment, name: str
) -> None:
    what, key, changes = edits(clinic, booked)[name]
    before = rows_of(clinic)
    page = edit(manager, what, key, **changes)
    assert page.status_code == 409
    assert "1 booked appointment would no longer fit" in page.text
    assert "Alice Archer" in page.text
    assert rows_of(clinic) == before
    assert not Attention.objects.exists()


def again(page: Any, **also: str) -> dict[str, Any]:
    """What the page with the list sends."""
    form: dict[str, Any] = {}
    for name, value in page.context["typed"]:
        form.setdefault(name, []).append(value)
    return {**form, SEEN: page.context["seen"], **also}


@pytest.mark.parametrize("name", EDITS)
def test_it_saves_all_the_same_and_notes_them(
    manager: Client, clinic: Clinic, booked: Appointment, name: str
) -> None:
    what, key, changes = edits(clinic, booked)[name]
    before = rows_of(clinic)
    page = edit(manager, what, key, **changes)
    done = manager.post(FORM[what].format(key), again(page), follow=True)
    assert rows_of(clinic) != before
    assert Attention.objects.get().appointment == booked
    assert "1 appointment needs a decision now" in done.text


@pytest.mark.parametrize("name", EDITS)
def test_it_goes_back_to_the_form_with_all_that_was_typed(
    manager: Client, clinic: Clinic, booked: Appointment, name: str
) -> None:
    what, key, changes = edits(clinic, booked)[name]
    before = rows_of(clinic)
    page = edit(manager, what, key, **changes)
    form = manager.post(FORM[what].format(key), again(page, **{BACK: "1"}))
    assert form.status_code == 200
    assert "Nothing has been saved yet" in form.text
    for name, typed in changes.items():
        if typed not in (None, "on") and "TOTAL" not in name:
            assert f'value="{typed}"' in form.text
    assert rows_of(clinic) == before


def test_a_treatment_taken_from_a_room_is_asked_about(
    manager: Client, clinic: Clinic, booked: Appointment
) -> None:
    for treatment in (clinic.treatment, make_treatment()):
        RoomTreatment.objects.create(room=booked.room, treatment=treatment)
    page = edit(manager, "room", booked.room_id, suits__0__DELETE="on")
    assert page.status_code == 409
    assert f"does not suit {clinic.treatment}." in page.text
    assert RoomTreatment.objects.count() == 2


def test_what_touches_nobody_is_saved_at_once(manager: Client, booked: Appointment) -> None:
    page = edit(manager, "therapist", booked.therapist_id, headline="Calm hands.")
    assert page.status_code == 302
    booked.therapist.refresh_from_db()
    assert booked.therapist.headline == "Calm hands."


def test_what_was_stranded_before_is_not_asked_about_again(
    manager: Client, clinic: Clinic, booked: Appointment
) -> None:
    clinic.therapist.treatments.clear()
    page = edit(manager, "therapist", clinic.therapist.pk, headline="Calm hands.")
    assert page.status_code == 302


def test_another_reason_is_asked_about(
    manager: Client, clinic: Clinic, booked: Appointment
) -> None:
    clinic.therapist.treatments.clear()
    assert edit(manager, "therapist", clinic.therapist.pk, is_active=None).status_code == 409


def test_an_edit_that_mends_settles(manager: Client, clinic: Clinic, booked: Appointment) -> None:
    page = edit(manager, "therapist", clinic.therapist.pk, is_active=None)
    manager.post(FORM["therapist"].format(clinic.therapist.pk), again(page))
    edit(manager, "therapist", clinic.therapist.pk, is_active="on")
    assert Attention.objects.get().settled_because == "It fits again."


def test_who_was_booked_meanwhile_is_listed_too(
    manager: Client, clinic: Clinic, booked: Appointment
) -> None:
    page = edit(manager, "therapist", clinic.therapist.pk, is_active=None)
    appoint(clinic, soon(clinic, 14))
    second = manager.post(FORM["therapist"].format(clinic.therapist.pk), again(page))
    assert second.status_code == 409
    assert "2 booked appointments" in second.text
    assert not Attention.objects.exists()


def test_what_is_just_being_booked_is_listed(manager: Client, clinic: Clinic) -> None:
    until = timezone.now() + timedelta(minutes=10)
    appoint(clinic, soon(clinic, 10), status=Status.HELD, expires_at=until)
    page = edit(manager, "therapist", clinic.therapist.pk, is_active=None)
    assert page.status_code == 409
    assert "Somebody is booking this time at the moment" in page.text


def test_what_is_over_does_not_matter(manager: Client, clinic: Clinic) -> None:
    appoint(clinic, soon(clinic, 10, days=-3))
    assert edit(manager, "therapist", clinic.therapist.pk, is_active=None).status_code == 302


def a_picture() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    return SimpleUploadedFile("maya.png", picture.getvalue(), "image/png")


def test_it_asks_for_the_portrait_once_more_and_keeps_no_copy(
    manager: Client, clinic: Clinic, booked: Appointment, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = edit(manager, "therapist", clinic.therapist.pk, is_active=None, portrait=a_picture())
    assert "Please choose the portrait once more" in page.text
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_a_receptionist_may_not_edit(clinic: Clinic, booked: Appointment) -> None:
    bob = at_work("receptionist")
    for what, key in (("therapist", clinic.therapist.pk), ("location", clinic.location.pk)):
        assert bob.post(FORM[what].format(key), {"name": "x"}).status_code == 403
    assert not Attention.objects.exists()


def test_an_unknown_row_is_no_error(manager: Client) -> None:
    for what in FORM:
        assert manager.post(FORM[what].format(10**17), {}, follow=True).status_code == 200
