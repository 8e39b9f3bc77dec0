"""The accessibility statement: what the site keeps to, how that is checked, whom to tell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from locations.models import Location


def statement(request: HttpRequest) -> HttpResponse:
    """One query: where somebody answers the telephone."""
    places = Location.objects.open_to_patients()
    return render(request, "accessibility.html", {"locations": places})
