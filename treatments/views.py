"""What the clinic offers, to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from treatments.models import TreatmentType


def listing(request: HttpRequest) -> HttpResponse:
    return render(
        request, "treatments/list.html", {"treatments": TreatmentType.objects.for_the_site()}
    )


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    treatment = get_object_or_404(TreatmentType.objects.for_the_site(), slug=slug)
    return render(request, "treatments/detail.html", {"treatment": treatment})
