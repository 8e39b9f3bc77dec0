"""Signing in: an address, a code; and the staff's password."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.mixins import NextRedirectMixin
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

from accounts.forms import CodeForm, EmailForm, StaffSignInForm, focus_first_error
from accounts.sign_in import MailUnavailable, may_try_code, send_code

NO_MAIL = _(
    "We could not send the e-mail just now. Check the address and try again in a few minutes."
)
TOO_OFTEN = _(
    "We have sent several codes to this address already. Wait a few minutes, then try again."
)
TOO_MANY_TRIES = _("Those were too many tries. Ask for a new code.")
NO_CODE = _("There is no code waiting any more. Ask for a new one.")
NEW_CODE = _("A new code is on its way. Only the newest one works.")


@method_decorator(never_cache, name="dispatch")
class SignIn(NextRedirectMixin, FormView):  # type: ignore[type-arg]
    """Asks for the address and sends the code; `next` is kept until the code is confirmed."""

    form_class = EmailForm
    template_name = "accounts/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(self.get_next_url() or "accounts:after_sign_in")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: EmailForm) -> HttpResponse:
        try:
            send_code(self.request, form.cleaned_data["email"])
        except RateLimited:
            return self.refuse(form, str(TOO_OFTEN), HTTPStatus.TOO_MANY_REQUESTS)
        except MailUnavailable:
            return self.refuse(form, str(NO_MAIL), HTTPStatus.SERVICE_UNAVAILABLE)
        return redirect(self.code_url())

    def form_invalid(self, form: EmailForm) -> HttpResponse:
        return self.show(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def refuse(self, form: EmailForm, sentence: str, status: HTTPStatus) -> HttpResponse:
        form.add_error("email", sentence)
        return self.show(form, status)

    def show(self, form: EmailForm, status: HTTPStatus) -> HttpResponse:
        focus_first_error(form)
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def code_url(self) -> str:
        """Where the code is typed."""
        url: str = self.passthrough_next_url(reverse("account_confirm_login_code"))
        return url


class ConfirmCode(ConfirmLoginCodeView):
    """Signs in with the right code; a wrong one may be tried again a few times."""

    form_class = CodeForm
    template_name = "accounts/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(self.get_next_url() or "accounts:after_sign_in")
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        if stage is None or LoginCodeVerificationProcess.resume(stage) is None:
            messages.info(request, NO_CODE)
            return redirect(self.start_url())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify" and not may_try_code(request, self._process.state["at"]):
            return self.too_many_tries()
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except MailUnavailable:
            return self.show(CodeForm(), HTTPStatus.SERVICE_UNAVAILABLE, notice=str(NO_MAIL))
        return response

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.show(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self.too_many_tries()

    def too_many_tries(self) -> HttpResponse:
        self._process.abort()
        messages.error(self.request, TOO_MANY_TRIES)
        return redirect(self.start_url())

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        super()._resend_form_valid(form)
        messages.success(self.request, NEW_CODE)
        return redirect(self.code_url())

    def start_url(self) -> str:
        """Where another code can be asked for."""
        url: str = self.passthrough_next_url(reverse("accounts:sign_in"))
        return url

    def code_url(self) -> str:
        """Where the code is typed."""
        url: str = self.passthrough_next_url(reverse("account_confirm_login_code"))
        return url

    def show(self, form: CodeForm, status: HTTPStatus, notice: str = "") -> HttpResponse:
        context = self.get_context_data(form=form, notice=notice)
        response: HttpResponse = self.render_to_response(context, status=status)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"start_url": self.start_url(), "code_url": self.code_url()}


class StaffSignIn(LoginView):
    """The password page. A code that is still open does not stand in its way."""

    form_class = StaffSignInForm

    def _redirect_to_pending_stage(self, *_args: Any) -> None:
        return None


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To where the person works, or to the patient's own appointments."""
    if not request.user.is_authenticated:
        return redirect("accounts:sign_in")
    if request.user.has_perm("booking.view_appointment"):
        return redirect("frontdesk:board")
    therapist = getattr(request.user, "therapist", None)
    if therapist and therapist.is_active:
        return redirect("roster:today")
    return redirect("admin:index" if request.user.is_staff else "booking:appointments")
