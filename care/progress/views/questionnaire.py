"""The Roland-Morris questionnaire, filled in by the patient: behind a link, or on a tablet.

Whoever has only the link may answer, and in the browser where they began go on for a while. What
was ticked before is read by the patient's account and by the therapist.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking.models import Appointment
from booking.views.answers import see_other
from booking.views.appointments import is_owner
from booking.views.secret_link import appointment_of, secret_link
from care.access import clinical, note_access, refuse
from care.models import DisabilityScore, Part, Verb
from care.progress import disability
from care.progress.disability import (
    AnsweredAlready,
    BegunSignedIn,
    ChangedMeanwhile,
    Questionnaire,
)
from care.progress.forms import QuestionnaireForm
from care.progress.roland_morris import INTRODUCTION, ITEMS, score
from care.progress.treating import treats
from patients.models import Patient

COOKIE = "questionnaire"
BEGUN_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """Who fills in which questionnaire, and whether they may see what was ticked before."""

    request: HttpRequest
    appointment: Appointment
    found: Questionnaire
    is_owner: bool
    is_tablet: bool
    now: datetime

    @property
    def row(self) -> DisabilityScore | None:
        return self.found.row

    @property
    def may_read(self) -> bool:
        return self.is_owner or (
            self.row is not None and _begun_in(self.request) == str(self.row.pk)
        )

    @property
    def must_sign_in(self) -> bool:
        """Whether something was begun here that a link alone may not take the place of."""
        return not self.may_read and self.row is not None and disability.wants_account(self.row)

    @property
    def address(self) -> tuple[str, tuple[Any, ...]]:
        if self.is_tablet:
            keys = (self.appointment.patient_id, self.appointment.pk)
            return "care:questionnaire_here", keys
        return "care:questionnaire", (self.appointment.token,)


@never_cache
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, token: str) -> HttpResponseBase:
    """Behind the link of an appointment."""
    appointment, now = appointment_of(token), timezone.now()
    if appointment.patient_id is None:
        return redirect("booking:details", token)
    found = disability.asked_for(appointment, now)
    if found is None:
        page = {"appointment": appointment}
        return render(request, "care/progress/questionnaire_none.html", page)
    return _answer(Asked(request, appointment, found, is_owner(request, appointment), False, now))


@require_http_methods(["GET", "HEAD", "POST"])
@clinical(Part.PROGRESS)
def questionnaire_here(
    request: HttpRequest, patient: Patient, appointment: int
) -> HttpResponseBase:
    """On the therapist's tablet, handed to the patient."""
    if not treats(request.user, patient):
        raise refuse(request, Part.PROGRESS, patient.pk)
    session = Appointment.objects.to_show().filter(pk=appointment, patient=patient).first()
    now = timezone.now()
    found = disability.asked_for(session, now) if session else None
    if session is None or found is None:
        raise Http404("Nothing is asked for this session.")
    return _answer(Asked(request, session, found, True, True, now))


def _answer(asked: Asked) -> HttpResponseBase:
    if asked.request.method == "POST":
        return _save(asked)
    if asked.found.is_answered and not _wants_to_change(asked):
        return _thank(asked)
    shown = asked.row if asked.may_read else None
    if shown is not None:
        _note(asked, Verb.READ)
    form = QuestionnaireForm(initial={"items": shown.items if shown else []})
    return _form(asked, form, disability.edition(shown))


def _wants_to_change(asked: Asked) -> bool:
    wants = asked.request.GET.get("change") == "yes"
    return wants and asked.may_read and asked.found.is_open(asked.now)


def _save(asked: Asked) -> HttpResponseBase:
    typed = asked.request.POST
    form = QuestionnaireForm(typed)
    seen = typed.get("seen", "")
    if not form.is_valid():
        return _form(asked, form, seen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    is_finished = typed.get("action") != "save"
    try:
        row = disability.save(
            appointment=asked.appointment,
            occasion=asked.found.occasion,
            items=form.cleaned_data["items"],
            is_finished=is_finished,
            seen=seen if asked.may_read or asked.row is None else None,
            now=asked.now,
        )
    except BegunSignedIn:
        return _form(asked, form, "", status=HTTPStatus.CONFLICT)
    except AnsweredAlready:
        _note(asked, Verb.REFUSED)
        return _thank(asked, status=HTTPStatus.CONFLICT)
    except ChangedMeanwhile as change:
        return _saved_elsewhere(asked, form, change.row)
    _note(asked, Verb.WRITE, row)
    name, keys = asked.address
    response = see_other(name, *keys)
    _remember(response, row)
    return response


def _saved_elsewhere(
    asked: Asked, form: QuestionnaireForm, row: DisabilityScore
) -> HttpResponseBase:
    """What is typed stays on the screen; who may read sees what the other one ticked."""
    _note(asked, Verb.READ if asked.may_read else Verb.REFUSED, row)
    seen = disability.edition(row) if asked.may_read else ""
    others = [ITEMS[number - 1] for number in row.items] if asked.may_read else []
    page = {"elsewhere": True, "others": others}
    return _form(asked, form, seen, status=HTTPStatus.CONFLICT, **page)


def _form(
    asked: Asked,
    form: QuestionnaireForm,
    seen: str,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    page = {
        "appointment": asked.appointment,
        "introduction": INTRODUCTION,
        "form": form,
        "seen": seen,
        "is_saved": asked.may_read and asked.row is not None and not asked.found.is_answered,
        "is_tablet": asked.is_tablet,
        "must_sign_in": asked.must_sign_in,
        **more,
    }
    return render(asked.request, "care/progress/questionnaire.html", page, status=status)


def _thank(asked: Asked, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Answered. The score is shown to the patient's account only."""
    page: dict[str, Any] = {
        "appointment": asked.appointment,
        "is_tablet": asked.is_tablet,
        "too_late": status == HTTPStatus.CONFLICT,
        "may_change": asked.may_read and asked.found.is_open(asked.now),
    }
    if asked.is_owner and not asked.is_tablet and asked.row is not None:
        _note(asked, Verb.READ)
        page["score"] = score(asked.row.items)
    return render(asked.request, "care/progress/questionnaire_done.html", page, status=status)


def _note(asked: Asked, verb: Verb, row: DisabilityScore | None = None) -> None:
    row = row or asked.row
    note_access(
        asked.request,
        verb,
        Part.PROGRESS,
        (asked.appointment.patient_id,),
        now=asked.now,
        row=row.pk if row else None,
    )


def _begun_in(request: HttpRequest) -> str:
    """The key of the questionnaire that was begun in this browser; nothing of its content."""
    return str(
        request.get_signed_cookie(
            COOKIE, default="", salt=COOKIE, max_age=int(BEGUN_FOR.total_seconds())
        )
    )


def _remember(response: HttpResponseBase, row: DisabilityScore) -> None:
    response.set_signed_cookie(
        COOKIE,
        str(row.pk),
        salt=COOKIE,
        max_age=int(BEGUN_FOR.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
