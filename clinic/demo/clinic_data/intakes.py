"""What some patients of the demo wrote before their visits. Nobody of them exists."""

from datetime import datetime, timedelta
from itertools import cycle

from booking.models import Appointment, Status
from care.consents import current_texts, give
from care.intake.writing import keep_score
from care.models import Intake
from care.questions import Answers
from therapists.models import Therapist

SENT_BEFORE = timedelta(hours=5)
# Of the coming visits, so many have an intake; every so many of them wait for a call.
FILLED_IN = 8
STORIES: tuple[Answers, ...] = (
    {
        "reason": "My lower back is stiff in the morning and better after a walk.",
        "since": "weeks",
        "helps": "Walking and a hot shower. Sitting makes it worse.",
        "areas": ["low_back_left", "low_back_right", "sacrum"],
        "pain_now": 4,
        "pain_worst": 6,
        "other_treatments": ["exercise"],
        "pressure": "medium",
        "wish": "Please spend most of the time on the lower back.",
    },
    {
        "reason": "A tight neck from long days at the desk.",
        "since": "months",
        "helps": "Looking away from the screen.",
        "areas": ["back_neck", "shoulder_blade_right", "back_shoulder_right"],
        "pain_now": 5,
        "pain_worst": 7,
        "cautions": ["blood_pressure"],
        "medication": "Tablets for blood pressure, every morning.",
        "pressure": "firm",
    },
    {
        "reason": "My back is tired; I am in the sixth month.",
        "since": "weeks",
        "areas": ["mid_back", "low_back_left"],
        "pain_now": 3,
        "pain_worst": 5,
        "cautions": ["pregnancy"],
        "pressure": "gentle",
        "avoid": ["belly"],
        "wish": "Lying on my side, please.",
    },
    {
        "reason": "An old knot beside the shoulder blade is back after gardening.",
        "since": "days",
        "areas": ["shoulder_blade_left", "upper_spine"],
        "pain_now": 6,
        "pain_worst": 7,
        "cautions": ["oil_allergy"],
        "allergies": "Almond oil: it itches.",
        "pressure": "firm",
        "avoid_words": "Not the face, please.",
    },
)


def make_intakes(therapist: Therapist, now: datetime) -> None:
    """Fills in the form for the therapist's next visits, each patient once; one asks for a call."""
    coming = Appointment.objects.filter(
        therapist=therapist, status=Status.BOOKED, starts_at__gt=now, patient__isnull=False
    )
    visits = {one.patient_id: one for one in coming.order_by("-starts_at")}
    next_ones = sorted(visits.values(), key=lambda one: one.starts_at)[:FILLED_IN]
    for number, (visit, story) in enumerate(zip(next_ones, cycle(STORIES), strict=False)):
        _fill_in(visit, story, now - SENT_BEFORE, calls=number == 1)


def _fill_in(visit: Appointment, story: Answers, at: datetime, *, calls: bool) -> None:
    patient = visit.patient
    assert patient is not None
    flags = ["never_eases"] if calls else []
    intake = Intake.objects.create(
        patient=patient,
        appointment=visit,
        answers={"red_flags": flags} if calls else {**story, "red_flags": flags},
        call_before_visit=calls,
        edition=1,
        started_at=at,
        saved_at=at,
        submitted_at=None if calls else at,
    )
    if calls:
        return
    keep_score(intake, at)
    give(patient=patient, texts=current_texts(at), signed_name=patient.full_name, by=None, now=at)
