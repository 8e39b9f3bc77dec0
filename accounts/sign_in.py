"""Sign-in by a code sent to one's e-mail address. django-allauth keeps the code and checks it."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User


class MailUnavailable(Exception):
    """The mail server refused or did not answer: no code is on its way."""


def send_code(request: HttpRequest, email: str) -> None:
    """Mails a code for `email` that only this browser can use, once.

    Known and unknown addresses take the same path. Raises RateLimited and MailUnavailable.
    """
    address = email.lower()
    if not ratelimit.consume(request, action="request_login_code", key=address):
        raise RateLimited
    LoginCodeVerificationProcess.initiate(request=request, user=account_for(address), email=address)


def may_try_code(request: HttpRequest, sent_at: float) -> bool:
    """Counts one try of the code sent at `sent_at` to this browser.

    The session counts tries too, but tries that arrive together all read the same number there.
    """
    key = f"{request.session.session_key}:{sent_at}"
    return bool(ratelimit.consume(request, action="confirm_login_code", key=key))


def account_for(address: str) -> User | None:
    """The account of a lower-case address, made when there is none; None when it is closed."""
    account, _ = User.objects.get_or_create(
        email=address, defaults={"password": make_password(None)}
    )
    return account if account.is_active else None
