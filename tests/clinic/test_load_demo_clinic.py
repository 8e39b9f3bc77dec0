"""The demo clinic: loaded once, believable on any day, with starts for everybody to book."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from accounts.models import User
from booking.availability import find_starts
from booking.models import Appointment, Status, WaitlistEntry
from booking.plan import Choice
from booking.waiting.offering import offer_free_starts
from care.models import Intake
from clinic.demo.clinic_data.loading import load
from clinic.demo.clinic_data.therapists import PEOPLE
from locations.models import Closure, Location
from patients.models import Patient
from reminders.models import OutgoingMessage
from therapists.models import Therapist
from timeline.wall import ONE_DAY, local_date
from treatments.models import TreatmentType

pytestmark = pytest.mark.django_db

# A Wednesday, 10:05 in Vancouver.
NOW = datetime(2026, 11, 25, 18, 5, tzinfo=UTC)
WEEKS = 13


@pytest.fixture(autouse=True)
def _own_folder_and_quick_hashes(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    # A good hash takes half a second on purpose; here every test would wait for it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def demo_clinic() -> None:
    load(NOW)


def all_rows() -> dict[str, list[Any]]:
    models = [model for model in apps.get_models() if model._meta.app_label != "sessions"]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models
    }


def test_it_loads_once_and_says_so(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEBUG = True
    call_command("load_demo_clinic")
    first = all_rows()
    call_command("load_demo_clinic")
    assert all_rows() == first
    assert capsys.readouterr().out.splitlines() == [
        "The demo clinic is ready.",
        "The demo clinic is here already; nothing has changed.",
    ]


def test_it_refuses_when_debug_is_off(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only with DEBUG=on"):
        call_command("load_demo_clinic")
    assert not Location.objects.exists()


def test_it_finishes_what_was_interrupted(demo_clinic: None) -> None:
    Appointment.objects.get(patient__given_name="Pat", status="booked").delete()
    load(NOW)
    assert Appointment.objects.filter(patient__given_name="Pat", status="booked").count() == 1


@pytest.mark.parametrize("location", ["port-moody", "coquitlam"])
def test_it_has_starts_in_every_week_for_every_option(demo_clinic: None, location: str) -> None:
    today = local_date(NOW, Location.objects.get(slug=location).zone)
    for treatment in TreatmentType.objects.prefetch_related("options"):
        for option in treatment.options.all():
            choice = Choice(location, treatment.slug, option.minutes)
            for week in range(WEEKS):
                first = today + week * 7 * ONE_DAY
                assert find_starts(choice, first=first, days=7, now=NOW).starts, (choice, first)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 22, 1, 0, tzinfo=UTC),  # Monday evening before Christmas
        datetime(2027, 2, 28, 20, 0, tzinfo=UTC),  # a Sunday at the end of February
        datetime(2028, 2, 29, 17, 0, tzinfo=UTC),
        datetime(2027, 7, 1, 18, 0, tzinfo=UTC),  # a holiday
    ],
)
def test_it_loads_on_any_day(now: datetime) -> None:
    assert load(now)
    assert Appointment.objects.get(
        patient__given_name="Pat", status="booked"
    ).starts_at > now + timedelta(days=5)


def test_it_offers_each_treatment_for_an_hour_among_others(demo_clinic: None) -> None:
    for treatment in TreatmentType.objects.prefetch_related("options"):
        durations = [option.minutes for option in treatment.options.all()]
        assert 60 in durations
        assert len(durations) > 2


def test_it_fits_every_rule_that_the_forms_check(demo_clinic: None) -> None:
    rooms = ("locations", "treatments", "therapists", "patients", "booking", "accounts")
    for room in rooms:
        for model in apps.get_app_config(room).get_models():
            for row in model._default_manager.order_by("?")[:60]:
                # Events are never typed in: their empty fields are no omission.
                row.full_clean(exclude=["user", "details"] if room == "booking" else None)


def test_it_knows_what_is_over_and_what_is_not(demo_clinic: None) -> None:
    over = Appointment.objects.filter(ends_at__lte=NOW)
    under_way = Appointment.objects.filter(starts_at__lte=NOW, ends_at__gt=NOW)
    coming = Appointment.objects.filter(starts_at__gt=NOW)
    assert {*over.values_list("status", flat=True)} == {"completed", "no_show", "cancelled"}
    assert {*under_way.values_list("status", flat=True)} <= {"in_session", "cancelled"}
    assert {*coming.values_list("status", flat=True)} <= {"booked", "arrived", "cancelled"}
    assert under_way.filter(status=Status.IN_SESSION).exists()


def test_it_has_no_event_in_the_future_or_out_of_order(demo_clinic: None) -> None:
    for appointment in Appointment.objects.prefetch_related("events"):
        moments = [event.at for event in appointment.events.all()]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_it_books_nothing_on_days_off(demo_clinic: None) -> None:
    for closure in Closure.objects.all():
        during = Appointment.objects.filter(
            location=closure.location,
            starts_at__lt=closure.ends_at,
            blocked_until__gt=closure.starts_at,
        )
        assert not during.exists()


def test_it_gives_pat_a_past_and_a_coming_visit_with_its_messages(demo_clinic: None) -> None:
    visits = Appointment.objects.filter(patient__given_name="Pat")
    assert [visit.status for visit in visits] == ["completed", "completed", "booked"]
    coming = visits[2]
    assert timedelta(days=5) < coming.starts_at - NOW < timedelta(days=14)
    messages = OutgoingMessage.objects.order_by("kind", "channel")
    assert {message.subject for message in messages} == {f"appointment:{coming.pk}"}
    assert [(message.kind, message.channel) for message in messages] == [
        ("confirmation", "email"),
        ("confirmation", "sms"),
        ("reminder_first", "email"),
        ("reminder_first", "sms"),
        ("reminder_second", "email"),
        ("reminder_second", "sms"),
    ]


def test_it_lets_pat_manage_a_child(demo_clinic: None) -> None:
    pat = User.objects.get(email="pat@demo.test")
    assert [patient.given_name for patient in Patient.objects.for_user(pat)] == ["Pat", "Robin"]
    assert not pat.has_usable_password()


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("desk@demo.test", "receptionist"),
        ("manager@demo.test", "manager"),
        ("therapist@demo.test", "therapist"),
    ],
)
def test_it_lets_staff_sign_in_by_password(demo_clinic: None, email: str, role: str) -> None:
    user = authenticate(RequestFactory().post("/"), email=email, password="demo-only")
    assert isinstance(user, User)
    assert user.is_staff
    assert [group.name for group in user.groups.all()] == [role]
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).count() == 1


def test_it_links_the_therapists_account_to_maya(demo_clinic: None) -> None:
    assert Therapist.objects.get(user__email="therapist@demo.test").slug == "maya-chen"


@pytest.mark.parametrize("days", range(7))
def test_it_gives_maya_a_roster_today_and_tomorrow(days: int) -> None:
    now = NOW + days * ONE_DAY
    load(now)
    maya = Therapist.objects.get(slug="maya-chen")
    zone = Location.objects.get(slug="port-moody").zone
    booked = Appointment.objects.filter(therapist=maya).exclude(status=Status.CANCELLED)
    starts = booked.values_list("starts_at", flat=True)
    on_days = {local_date(start, zone) for start in starts}
    assert {local_date(now, zone), local_date(now + ONE_DAY, zone)} <= on_days


def test_maya_finds_what_her_next_patients_wrote(demo_clinic: None) -> None:
    intakes = Intake.objects.order_by("appointment__starts_at")

    assert {one.appointment.therapist.slug for one in intakes} == {"maya-chen"}
    assert [one.call_before_visit for one in intakes] == [False, True, *[False] * 6]
    sent = intakes.filter(submitted_at__isnull=False)
    assert all(one.answers["reason"] and one.answers["areas"] for one in sent)


def test_it_has_eight_therapists_registered_with_the_college(demo_clinic: None) -> None:
    therapists = Therapist.objects.for_the_site()
    assert {therapist.slug for therapist in therapists} == {person.slug for person in PEOPLE}
    for therapist in therapists:
        (registration,) = therapist.registrations.all()
        assert registration.number.startswith("DEMO-")


def test_it_hangs_the_portraits_that_are_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "maya-chen.webp").write_bytes(b"a drawing")
    monkeypatch.setattr("clinic.demo.clinic_data.therapists.FACES", tmp_path)
    load(NOW)
    hung = Therapist.objects.exclude(portrait="")
    assert [therapist.slug for therapist in hung] == ["maya-chen"]
    assert Path(hung[0].portrait.path).read_bytes() == b"a drawing"


def test_it_never_promises_a_cure(demo_clinic: None) -> None:
    for treatment in TreatmentType.objects.all():
        assert "may" in treatment.suits
        copy = f"{treatment.summary} {treatment.what_happens} {treatment.suits}".lower()
        assert not [word for word in ("cure", "heals", "toxin", "guarantee") if word in copy]


@pytest.mark.usefixtures("demo_clinic")
def test_it_has_people_who_wait_until_somebody_cancels() -> None:
    line = list(WaitlistEntry.objects.in_line())
    assert len(line) == 4
    assert [entry.urgency for entry in line] == [1, 0, 0, 0]
    pats = WaitlistEntry.objects.get(patient__account__email="pat@demo.test")
    assert pats.instead_of == Appointment.objects.filter(patient=pats.patient).latest("starts_at")
    assert offer_free_starts(now=NOW) == 0


@pytest.mark.usefixtures("demo_clinic")
def test_most_sessions_of_the_therapist_have_their_note() -> None:
    maya = Therapist.objects.get(slug="maya-chen")
    done = maya.appointments.filter(status=Status.COMPLETED)
    written = done.filter(session_note__signed_at__isnull=False)
    assert 0 < done.count() - written.count() < written.count()
    assert all(note.content["plan"] for note in maya.session_notes.all())
    assert all(note.patient.consents.count() == 2 for note in maya.session_notes.all())
