"""Only the SMS provider may call: it signs each request with the account's secret."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from reminders.channels.sms_account import SmsAccount, sms_account

FORM = "application/x-www-form-urlencoded"
# A long text with a dozen pictures' addresses is a tenth of it.
LARGEST_BODY = 64 * 1024

View = Callable[[HttpRequest], HttpResponse]


def signed(view: View) -> View:
    """Refuses what the provider has not signed: 403. Without an account there is no such page: 404.

    What stands in the form may be about health, so error reports leave it out.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        account = sms_account(settings.SMS_URL)
        if account is None:
            raise Http404("The clinic has no SMS provider.")
        length = request.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return HttpResponse(status=413)
        if request.content_type != FORM:
            return HttpResponse(status=415)
        if not _is_signed(request, account):
            return HttpResponse(status=403)
        return view(request)

    return never_cache(csrf_exempt(require_POST(sensitive_post_parameters()(answer))))


def _is_signed(request: HttpRequest, account: SmsAccount) -> bool:
    """By the address as the provider knows it, whatever the proxies before us made of it."""
    signature = request.headers.get("X-Twilio-Signature", "")
    # What is not a signature's alphabet cannot be one.
    if not signature.isascii() or request.POST.get("AccountSid") != account.sid:
        return False
    address = f"{settings.SITE_URL}{request.get_full_path()}"
    validator = RequestValidator(account.token)
    return bool(validator.validate(address, request.POST, signature))
