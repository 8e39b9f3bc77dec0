"""What a posted page does: save, refuse without losing a word, go on, send."""

from http import HTTPStatus
from typing import cast

from django.db import transaction
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from booking.views.answers import see_other, wants_part
from care.consents import give
from care.intake.answering import not_saved, saved, shown_step
from care.intake.forms import ConsentForm, PageForm
from care.intake.last_time import is_short, missing, prefilled, taken_over
from care.intake.paper import Stage
from care.intake.steps import CHANGED, CONSENT, Step, after
from care.intake.visit import Visit
from care.intake.writing import Closed, NotWritten, TakenOver, hide, save, send
from care.models import Verb
from care.questions import Answers

CHANGED_MEANWHILE = _(
    "This form was saved in another tab or window after you opened this page. What you typed here "
    "is still here and not yet saved. Look through it, then save it again: it takes the place of "
    "what this page said before."
)
TAKEN_OVER = _(
    "This form is written in another browser now, so nothing was saved here. What you typed still "
    "stands here: copy it, or sign in to go on."
)
CLOSED = _(
    "The session has begun, or was cancelled, so nothing was saved. What you typed still stands "
    "here: please tell your therapist."
)


def fill_in(visit: Visit, step: Step) -> HttpResponseBase:
    """The answer to a posted page; `autosave` when the page posts by itself, without a button."""
    going_on = "autosave" not in visit.request.POST
    form = visit.form(step, visit.request.POST, going_on=going_on)
    is_valid = form.is_valid()
    try:
        if not visit.paper.may_see:
            raise TakenOver
        if visit.paper.stage != Stage.OPEN:
            raise Closed
        if not is_valid:
            return _invalid(visit, step, form)
        if step is CONSENT and going_on:
            return _send(visit, form)
        edition = _save(visit, step, form)
    except NotWritten as refused:
        return _not_written(visit, step, form, has_ended=isinstance(refused, Closed))
    if not going_on:
        return visit.remembered(saved(visit, edition))
    return visit.remembered(_go_on(visit.again(), step))


def _save(visit: Visit, step: Step, form: PageForm) -> int:
    """Saves the page; the edition that stands there now. Raises NotWritten."""
    answers = form.answers
    if step is CHANGED and form.going_on:
        answers = _begin_with_last_time(visit, answers)
    intake = save(visit.paper, edition=form.typed_edition, answers=answers, now=visit.now)
    if intake.edition != visit.paper.edition:
        visit.again().note(Verb.WRITE)
    return intake.edition


def _begin_with_last_time(visit: Visit, answers: Answers) -> Answers:
    """Something is new: the pages that follow show what was said last time, to its owner alone."""
    if visit.last is None or is_short(answers) or not visit.paper.is_owner:
        return answers
    return prefilled({**visit.answers, **answers}, visit.last)


def _go_on(visit: Visit, step: Step) -> HttpResponseBase:
    """To the next page; to a doctor first, where a red flag stands."""
    if visit.paper.is_stopped:
        return _to(visit, "care:intake_stop")
    following = None if visit.paper.is_sent else after(step, visit.steps)
    return _to(visit, "care:intake_step", following.key) if following else _to(visit, "care:intake")


def _send(visit: Visit, form: PageForm) -> HttpResponseBase:
    """Signs what is still to be agreed to and sends all of it, or nothing. Raises NotWritten."""
    if visit.paper.is_stopped:
        return _to(visit, "care:intake_stop")
    if open_pages := missing(visit.answers, visit.steps):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return shown_step(visit, CONSENT, form, status=status, missing=open_pages)
    with transaction.atomic():
        _send_and_sign(visit, cast(ConsentForm, form))
    visit.again().note(Verb.WRITE)
    return visit.remembered(_to(visit, "care:intake_thanks"))


def _send_and_sign(visit: Visit, form: ConsentForm) -> None:
    # What was sent stays as it was sent when a consent is given once more.
    if not (visit.paper.is_sent and visit.texts):
        _send_all(visit, form)
    if visit.texts:
        give(
            patient=visit.paper.patient,
            texts=visit.texts,
            signed_name=form.cleaned_data["signed_name"],
            language=form.shown_in,
            by=_account(visit),
            now=visit.now,
        )


def _send_all(visit: Visit, form: PageForm) -> None:
    answers: Answers = {}
    takes_over = visit.last is not None and is_short(visit.answers)
    if visit.last and takes_over:
        answers = taken_over(visit.answers, visit.last)
    intake = send(visit.paper, edition=form.typed_edition, answers=answers, now=visit.now)
    if takes_over:
        hide(intake)


def _account(visit: Visit) -> User | None:
    user = visit.request.user
    return user if visit.paper.is_owner and user.is_authenticated else None


def _invalid(visit: Visit, step: Step, form: PageForm) -> HttpResponseBase:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if not form.going_on:
        sentence = _("Not saved yet: please look at what is marked when you go on.")
        return not_saved(visit, sentence, status)
    return shown_step(visit, step, form, status=status)


def _not_written(visit: Visit, step: Step, form: PageForm, *, has_ended: bool) -> HttpResponseBase:
    """Says why, and gives the page back as it was typed, with the edition that stands there now."""
    visit = visit.again()
    sentence = CHANGED_MEANWHILE
    if has_ended:
        sentence = CLOSED
    elif not visit.paper.may_see:
        sentence = TAKEN_OVER
        visit.note(Verb.REFUSED)
    if not form.going_on:
        return not_saved(visit, sentence, HTTPStatus.CONFLICT)
    typed = visit.request.POST.copy()
    typed["edition"] = str(visit.paper.edition)
    again = visit.form(step, typed, going_on=True)
    may_save = sentence is CHANGED_MEANWHILE
    return shown_step(
        visit, step, again, status=HTTPStatus.CONFLICT, notice=sentence, cannot_save=not may_save
    )


def _to(visit: Visit, name: str, *more: str) -> HttpResponseBase:
    """The next page: as a redirect, or as htmx wants to be told of it."""
    response = see_other(name, visit.paper.appointment.token, *more)
    if not wants_part(visit.request):
        return response
    return HttpResponseClientRedirect(response["Location"])
