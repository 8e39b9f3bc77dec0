"""What the clinic offers, to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from locations.structured_data import as_json_ld
from treatments.models import TreatmentType
from treatments.structured_data import service


def listing(request: HttpRequest) -> HttpResponse:
    return render(
        request, "treatments/list.html", {"treatments": TreatmentType.objects.for_the_site()}
    )


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    treatment = get_object_or_404(TreatmentType.objects.for_the_site(), slug=slug)
    context = {"treatment": treatment, "structured": as_json_ld(service(treatment))}
    return render(request, "treatments/detail.html", context)
