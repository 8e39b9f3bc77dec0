"""Joining the waiting list: when it would suit, then who it is for."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms import EmailForm, focus_first_error
from accounts.models import User
from accounts.views import ConfirmCode, SignIn
from booking import lifecycle
from booking.catalogue import Person
from booking.choosing import Choosing, Wish
from booking.forms import ChooseForm, DetailsForm, cleaned
from booking.models import Appointment, WaitlistEntry
from booking.plan import Choice
from booking.refusals import UnknownChoice
from booking.views.answers import see_other
from booking.views.appointments import context
from booking.views.changing import actor_of, refuse
from booking.views.details import SIGNED_OUT, TYPED, keep_typed
from booking.views.hold import choice_query
from booking.views.secret_link import appointment_of, secret_link
from booking.waiting.forms import WhenForm
from booking.waiting.joining import WaitlistWish, WaitsForEnough
from booking.waiting.joining import join as join_the_line
from patients.registration import register
from therapists.models import Therapist
from timeline.wall import local_date

SAVED = _("You are on the waiting list. We write to you as soon as something is free.")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponseBase:
    """Asks for days and hours; what is said goes on to the next page in its address."""
    choosing = _choosing(request)
    if choosing.choice is None:
        return redirect(f"{reverse('booking:choose')}?{urlencode(choosing.query)}")
    form = _when_form(request, choosing, request.POST if request.method == "POST" else None)
    if form.is_valid():
        query = urlencode({**choosing.query, **form.query}, doseq=True)
        return see_other(f"{reverse('booking:join_details')}?{query}")
    return _ask_when(request, form, {"choosing": choosing, "location": choosing.location})


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def join_details(request: HttpRequest) -> HttpResponseBase:
    """Asks for the e-mail address, then who it is for; a POST joins."""
    wish = _wish(request)
    if wish is None:
        return redirect(f"{reverse('booking:join')}?{request.GET.urlencode()}")
    if not request.user.is_authenticated:
        if request.method == "POST":
            keep_typed(request)
            messages.info(request, SIGNED_OUT)
        return _show(request, wish, email_form=EmailForm())
    if request.method != "POST":
        typed = request.session.get(TYPED, {})
        return _show(request, wish, form=DetailsForm(account=request.user, initial=typed))
    return _join(request, request.user, wish)


def _join(request: HttpRequest, account: User, wish: WaitlistWish) -> HttpResponseBase:
    form, now = DetailsForm(request.POST, account=account), timezone.now()
    if not form.is_valid():
        focus_first_error(form)
        return _show(request, wish, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    patient = form.patient or register(account=account, **form.new_patient, now=now)
    actor = lifecycle.Actor("patient", account)
    try:
        entry = join_the_line(wish=wish, patient=patient, now=now, actor=actor)
    except WaitsForEnough as refusal:
        form.add_error("who", str(refusal))
        return _show(request, wish, HTTPStatus.CONFLICT, form=form)
    request.session.pop(TYPED, None)
    messages.success(request, SAVED)
    return see_other("booking:waiting", entry.token)


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: HttpRequest, token: str) -> HttpResponseBase:
    """For a coming appointment: tell me when something earlier is free."""
    appointment, now = appointment_of(token), timezone.now()
    if appointment.patient is None:
        return redirect("booking:details", token)
    page = context(request, appointment, now)
    if not page["is_coming"]:
        sentence = gettext("This appointment is not coming up any more.")
        return refuse(request, appointment, sentence, now=now, status=409)
    form = _earlier_form(request, appointment)
    if form is None:
        sentence = gettext("This treatment can no longer be booked online. Please phone us.")
        return refuse(request, appointment, sentence, now=now, status=409)
    if not form.is_valid():
        return _ask_when(request, form, page)
    wish = WaitlistWish(
        location=appointment.location,
        treatment=appointment.treatment,
        minutes=appointment.minutes,
        instead_of=appointment,
        **form.when,
    )
    actor = actor_of(request, appointment)
    try:
        entry = join_the_line(wish=wish, patient=appointment.patient, now=now, actor=actor)
    except lifecycle.Refused as refusal:
        return refuse(request, appointment, str(refusal), now=now, status=409)
    messages.success(request, SAVED)
    return see_other("booking:waiting", entry.token)


def _choosing(request: HttpRequest) -> Choosing:
    wanted = cleaned(ChooseForm, request.GET)
    wanted.pop("first")
    try:
        return Choosing(Wish(**wanted), today=timezone.now().date())
    except UnknownChoice as unknown:
        raise Http404(str(unknown)) from unknown


def _when_form(request: HttpRequest, choosing: Choosing, given: Any) -> WhenForm:
    """The form with what the address says already, to be gone through again."""
    assert choosing.location
    said: dict[str, Any] = {
        name: request.GET[name] for name in WhenForm.base_fields if name in request.GET
    }
    if "weekdays" in said:
        said["weekdays"] = request.GET.getlist("weekdays")
    if choosing.therapist:
        said["therapist"] = choosing.therapist.slug
    return WhenForm(
        given,
        location=choosing.location,
        therapists=_rows(choosing.therapists),
        today=local_date(timezone.now(), choosing.location.zone),
        said=said,
    )


def _rows(people: Iterable[Person]) -> QuerySet[Therapist]:
    return Therapist.objects.filter(pk__in=[one.id for one in people])


def _wish(request: HttpRequest) -> WaitlistWish | None:
    """What the address says; None when it does not say enough, or the days have passed."""
    choosing = _choosing(request)
    if not (choosing.location and choosing.treatment and choosing.option):
        return None
    form = _when_form(request, choosing, request.GET)
    if not form.is_valid():
        return None
    return WaitlistWish(
        location=choosing.location,
        treatment=choosing.treatment,
        minutes=choosing.option.minutes,
        **form.when,
    )


def _earlier_form(request: HttpRequest, appointment: Appointment) -> WhenForm | None:
    """The same treatment there; None when it is no longer given."""
    query = choice_query(appointment)
    choice = Wish(**{**query, "therapist": ""})  # type: ignore[arg-type]
    now = timezone.now()
    try:
        choosing = Choosing(choice, today=now.date())
    except UnknownChoice:
        return None
    if not isinstance(choosing.choice, Choice) or choosing.location != appointment.location:
        return None
    return WhenForm(
        request.POST if request.method == "POST" else None,
        location=appointment.location,
        therapists=_rows(choosing.therapists),
        today=local_date(now, appointment.zone),
        before=local_date(appointment.starts_at, appointment.zone),
    )


def _ask_when(request: HttpRequest, form: WhenForm, page: dict[str, Any]) -> HttpResponse:
    focus_first_error(form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "booking/waiting/join.html", page | {"form": form}, status=status)


def _show(
    request: HttpRequest,
    wish: WaitlistWish,
    status: HTTPStatus = HTTPStatus.OK,
    **forms: Any,
) -> HttpResponse:
    return render(
        request, "booking/waiting/details.html", _page(request, wish) | forms, status=status
    )


def _page(request: HttpRequest, wish: WaitlistWish) -> dict[str, Any]:
    """The wish in the words of an entry, and where its parts are asked."""
    return {"entry": WaitlistEntry(**vars(wish)), "query": request.GET.urlencode()}


class _Joining:
    """Signing in on the way to the list: every address carries the wish."""

    request: HttpRequest

    def _on_the_way(self, name: str) -> str:
        return f"{reverse(name)}?{self.request.GET.urlencode()}"

    def get_next_url(self) -> str:
        return self._on_the_way("booking:join_details")

    def start_url(self) -> str:
        return self.get_next_url()

    def code_url(self) -> str:
        return self._on_the_way("booking:join_code")


@method_decorator(secret_link, name="dispatch")
class JoinSignIn(_Joining, SignIn):
    """The address, typed beside the wish."""

    template_name = "booking/waiting/details.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        wish = _wish(request)
        if request.method != "POST" or request.user.is_authenticated or wish is None:
            return redirect(self.get_next_url())
        self.page = _page(request, wish)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | self.page | {"email_form": context.pop("form")}


@method_decorator(secret_link, name="dispatch")
class JoinCode(_Joining, ConfirmCode):
    """The code, typed beside the wish."""

    template_name = "booking/waiting/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        wish = _wish(request)
        if wish is None:
            return redirect(self.get_next_url())
        self.page = _page(request, wish)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | self.page
