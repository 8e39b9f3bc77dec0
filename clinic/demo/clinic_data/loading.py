"""Loads the demo clinic: once, and whole or not at all."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from booking import lifecycle
from booking.availability import find_starts
from booking.models import Appointment, Source
from booking.plan import Choice
from clinic.demo.clinic_data.intakes import make_intakes
from clinic.demo.clinic_data.notes import make_notes
from clinic.demo.clinic_data.people import PAT, make_people
from clinic.demo.clinic_data.places import PLACES, ZONE_NAME, make_places
from clinic.demo.clinic_data.rota import make_exceptions, make_shifts
from clinic.demo.clinic_data.schedule import Diary, give_to_family, load_sites
from clinic.demo.clinic_data.therapists import hang_portraits, make_therapists
from clinic.demo.clinic_data.waiting import make_waiting_list, wait_for_something_earlier
from clinic.seeding.copying import update_statistics
from clinic.seeding.rows import store
from locations.letterhead import rename
from locations.models import Location
from patients.models import Patient, Relationship
from therapists.models import Therapist
from timeline.wall import local_date
from treatments.models import TreatmentOption
from treatments.shipped import create_shipped_treatments

# Two demos on one database take turns.
LOADING = 7_262_001
# Pat has been here twice; the third is the one that is coming.
PATS_VISITS = 3
NEXT_WEEK = timedelta(days=6)


def load(now: datetime) -> bool:
    """Makes the clinic around `now`; False: it was there already, and nothing has changed."""
    is_new = _make_clinic(now)
    pat = Patient.objects.get(account__email=PAT, relationship=Relationship.SELF)
    if Appointment.objects.filter(patient=pat).count() < PATS_VISITS:
        _book_for(pat, now)
    if is_new:
        hang_portraits()
    return is_new


@transaction.atomic
def _make_clinic(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
    if Location.objects.filter(slug__in=[place.slug for place in PLACES]).exists():
        return False
    rename(settings.CLINIC_NAME)
    treatments = {treatment.slug: treatment for treatment in create_shipped_treatments()}
    therapists = make_therapists(treatments)
    today = _today(now)
    locations = make_places(today, treatments)
    make_shifts(today, therapists, locations)
    make_exceptions(today, therapists, locations)
    cast = make_people(now)
    maya = therapists["maya-chen"]
    maya.user = cast.therapist
    maya.save()
    sites = load_sites(locations.values(), treatments, now)
    visits = list(Diary(sites, cast, now).visits())
    store(give_to_family(visits, cast, maya.pk))
    make_notes(maya, now)
    make_intakes(maya, now)
    make_waiting_list(cast.others[::11], now)
    update_statistics(Patient, Appointment)
    return True


def _book_for(pat: Patient, now: datetime) -> None:
    """Books Pat's next session with Maya the way a patient does, messages and all."""
    choice = Choice("port-moody", "swedish-massage", 60, therapist="maya-chen")
    starts = find_starts(choice, first=_today(now) + NEXT_WEEK, days=14, now=now).starts
    preferred = [start for start in starts if start.preferred] or starts
    lifecycle.book(
        location=Location.objects.get(slug="port-moody"),
        option=TreatmentOption.objects.get(treatment__slug="swedish-massage", minutes=60),
        therapist=Therapist.objects.get(slug="maya-chen"),
        starts_at=preferred[0].at,
        patient=pat,
        now=now,
        actor=lifecycle.Actor("patient", pat.account),
        source=Source.WEBSITE,
    )
    wait_for_something_earlier(pat, now)


def _today(now: datetime) -> date:
    return local_date(now, ZoneInfo(ZONE_NAME))
