"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.names import joined
from locations.models import Location
from locations.structured_data import as_json_ld, business
from therapists.models import Therapist
from treatments.models import TreatmentType


def home(request: HttpRequest) -> HttpResponse:
    locations = Location.objects.open_to_patients().prefetch_related("opening_hours")
    return render(
        request,
        "booking/home.html",
        {
            "treatments": TreatmentType.objects.for_the_site(),
            "therapists": Therapist.objects.for_the_site(),
            "locations": locations,
            "places": joined(str(location) for location in locations),
            "structured": as_json_ld(*map(business, locations)),
        },
    )
