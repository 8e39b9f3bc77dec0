"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from locations.models import Location
from therapists.models import Therapist
from treatments.models import TreatmentType


def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "booking/home.html",
        {
            "treatments": TreatmentType.objects.for_the_site(),
            "therapists": Therapist.objects.for_the_site(),
            "locations": Location.objects.open_to_patients(),
        },
    )
