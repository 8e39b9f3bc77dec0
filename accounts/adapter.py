"""How django-allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.language import bring_along
from accounts.models import User
from accounts.sign_in import MailUnavailable


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come into being with the first code, not through a sign-up form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code we sent. Look for the newest e-mail from us."),
        "too_many_login_attempts": _("Those were too many tries. Wait a few minutes."),
        "email_password_mismatch": _("The e-mail address and the password do not go together."),
        "rate_limited": _("Wait a minute before you ask for another code."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """On to the next page, which is in the account's language."""
        response: HttpResponse = super().post_login(request, user, **options)
        bring_along(request, response, user)
        return response

    def clinic_name(self) -> str:
        """What the e-mail calls the clinic; `clinic.sign_in` knows how it is called by now."""
        return str(settings.CLINIC_NAME)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the account's language, or else the page's.

        Raises MailUnavailable when the server does not take it.
        """
        # Subjects are rendered without the context processors.
        named = {**context, "CLINIC_NAME": self.clinic_name()}
        account = User.objects.filter(email=email.lower()).first()
        try:
            with override((account and account.language) or get_language()):
                super().send_mail(template_prefix, email, named)
        except (OSError, ValueError) as error:  # the server, or an address nobody can write to
            raise MailUnavailable from error
