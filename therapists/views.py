"""Who works here, to read."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from locations.structured_data import as_json_ld
from therapists.models import Therapist
from therapists.structured_data import person


def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "therapists/list.html", {"therapists": Therapist.objects.for_the_site()})


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    therapist = get_object_or_404(Therapist.objects.for_the_site(), slug=slug)
    context = {"therapist": therapist, "structured": as_json_ld(person(therapist))}
    return render(request, "therapists/detail.html", context)


@cache_control(public=True, max_age=3600)
def portrait(_request: HttpRequest, slug: str) -> FileResponse:
    """The portrait's file, wherever the storage keeps it."""
    therapist = get_object_or_404(Therapist, slug=slug, is_active=True)
    if not therapist.portrait:
        raise Http404("This therapist has no portrait.")
    return FileResponse(therapist.portrait.open("rb"))
