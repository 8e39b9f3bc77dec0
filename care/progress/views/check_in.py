"""The day after: the patient answers behind a link; the therapist looks at what is not well."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import focus_first_error
from accounts.models import User
from booking.views.answers import see_other
from booking.views.secret_link import secret_link
from care.access import is_therapist, note_access, refuse
from care.models import CheckIn, Part, Verb
from care.progress import check_ins as answering
from care.progress.answers import Answers
from care.progress.check_ins import CHANGEABLE_FOR, AnswerChanged, NotOpen, is_open
from care.progress.forms import CheckInForm
from care.progress.unseen import read_by

COOKIE = "check_in"
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@never_cache
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Four questions, answered once; for an hour they can be changed in the same browser."""
    found, now = _behind(token), timezone.now()
    if found is None:
        return _gone(request, HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        return _answer(request, found)
    if found.answered_at and not _wants_to_change(request, found):
        return _thank(request, found)
    if not is_open(found, now):
        return _gone(request, HTTPStatus.GONE)
    if not found.answered_at:
        return _form(request, found, CheckInForm())
    note_access(request, Verb.READ, Part.CHECK_IN, (found.patient_id,), now=now, row=found.pk)
    return _form(request, found, CheckInForm(initial=_given(found)))


@never_cache
@require_safe
def check_ins(request: HttpRequest) -> HttpResponseBase:
    """Answers about one's own sessions that one should look at."""
    user, now = request.user, timezone.now()
    if not user.is_authenticated:
        note_access(request, Verb.REFUSED, Part.CHECK_IN, (None,), now=now)
        return redirect_to_login(request.get_full_path())
    if not is_therapist(user):
        raise refuse(request, Part.CHECK_IN)
    return _list(request, user, now)


@never_cache
@require_POST
def check_in_seen(request: HttpRequest, check_in: UUID) -> HttpResponseBase:
    """The therapist of the session has seen the answer, or who reads in their place."""
    user, now = request.user, timezone.now()
    row = CheckIn.objects.filter(pk=check_in).first()
    if not user.is_authenticated:
        note_access(request, Verb.REFUSED, Part.CHECK_IN, (None,), now=now)
        return redirect_to_login("/care/check-ins/")
    if not is_therapist(user) or not read_by(user).filter(pk=check_in).exists():
        raise refuse(request, Part.CHECK_IN, row.patient_id if row else None)
    assert row is not None
    try:
        answering.tick_off(row, seen=request.POST.get("seen", ""), by=user, now=now)
    except AnswerChanged:
        return _list(request, user, now, changed=row)
    note_access(request, Verb.WRITE, Part.CHECK_IN, (row.patient_id,), now=now, row=row.pk)
    return see_other("care:check_ins")


def _list(
    request: HttpRequest, user: User, now: datetime, changed: CheckIn | None = None
) -> HttpResponse:
    found = answering.to_look_at(user, now=now)
    patients = {one.check_in.patient_id for one in found}
    note_access(request, Verb.LIST, Part.CHECK_IN, patients, now=now)
    page = {"to_look_at": found, "changed": changed}
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.OK
    return render(request, "care/progress/check_ins.html", page, status=status)


def _behind(token: str) -> CheckIn | None:
    if not TOKEN.fullmatch(token):
        return None
    rows = CheckIn.objects.select_related(
        "appointment__location", "appointment__therapist", "patient"
    )
    return rows.filter(token=token).first()


def _answer(request: HttpRequest, found: CheckIn) -> HttpResponseBase:
    now, form = timezone.now(), CheckInForm(request.POST)
    is_first = not _is_here(request, found)
    if not is_open(found, now) or (is_first and found.answered_at):
        return _too_late(request, found)
    if not form.is_valid():
        focus_first_error(form)
        return _form(request, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        answering.answer(check_in=found, answers=form.answers(), is_first=is_first, now=now)
    except NotOpen:
        return _too_late(request, found)
    note_access(request, Verb.WRITE, Part.CHECK_IN, (found.patient_id,), now=now, row=found.pk)
    response = see_other("care:check_in", found.token)
    _remember(response, found)
    return response


def _wants_to_change(request: HttpRequest, found: CheckIn) -> bool:
    return request.GET.get("change") == "yes" and _may_change(request, found)


def _may_change(request: HttpRequest, found: CheckIn) -> bool:
    return _is_here(request, found) and is_open(found, timezone.now())


def _given(found: CheckIn) -> dict[str, Any]:
    return CheckInForm.initial_of(Answers.of(found.answers))


def _form(
    request: HttpRequest, found: CheckIn, form: CheckInForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    page = {"check_in": found, "form": form, **_whose(found)}
    return render(request, "care/progress/check_in.html", page, status=status)


def _thank(
    request: HttpRequest, found: CheckIn, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    page = {
        "check_in": found,
        "may_change": _may_change(request, found),
        "too_late": status != HTTPStatus.OK,
        # Not kept, and not lost either: it can be read out on the telephone.
        "typed": request.POST.get("words", ""),
        **_whose(found),
    }
    return render(request, "care/progress/check_in_done.html", page, status=status)


def _too_late(request: HttpRequest, found: CheckIn) -> HttpResponse:
    keys, now = (found.patient_id,), timezone.now()
    note_access(request, Verb.REFUSED, Part.CHECK_IN, keys, now=now, row=found.pk)
    if found.answered_at:
        return _thank(request, found, HTTPStatus.CONFLICT)
    return _gone(request, HTTPStatus.GONE)


def _gone(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    page = {"is_over": status == HTTPStatus.GONE}
    return render(request, "care/progress/check_in_gone.html", page, status=status)


def _whose(found: CheckIn) -> dict[str, Any]:
    return {"appointment": found.appointment, "location": found.appointment.location}


def _is_here(request: HttpRequest, found: CheckIn) -> bool:
    """Whether it was answered in this browser; the cookie holds the row's key, no content."""
    seconds = int(CHANGEABLE_FOR.total_seconds())
    key = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=seconds)
    return key == str(found.pk)


def _remember(response: HttpResponseBase, found: CheckIn) -> None:
    response.set_signed_cookie(
        COOKIE,
        str(found.pk),
        salt=COOKIE,
        max_age=int(CHANGEABLE_FOR.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
