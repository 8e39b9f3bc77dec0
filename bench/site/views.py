"""The floor: what the same process answers when there is next to nothing to do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from bench.site.models import Note
from treatments.models import TreatmentType

SWEDISH = "swedish-massage"


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def select(_request: HttpRequest) -> JsonResponse:
    """One row, read by its unique name."""
    treatment = TreatmentType.objects.get(slug=SWEDISH)
    return JsonResponse({"slug": treatment.slug, "name": treatment.name})


def template(request: HttpRequest, lines: int) -> HttpResponse:
    """A page of so many lines, for anybody."""
    return render(request, "floor/page.html", {"lines": range(lines)})


@login_required
def signed_in(request: HttpRequest, lines: int) -> HttpResponse:
    """The same with a session and the person's name."""
    return render(request, "floor/signed_in.html", {"lines": range(lines)})


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One row, written."""
    Note.objects.create(text=request.POST["text"])
    return HttpResponse("ok")
