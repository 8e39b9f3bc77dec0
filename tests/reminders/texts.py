"""The SMS provider's calls, signed as it signs them."""

import re
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import unescape

from django.conf import settings
from django.test import Client
from twilio.request_validator import RequestValidator

from reminders.channels.sms_account import sms_account
from reminders.incoming.signature import FORM

INCOMING, STATUS = "/messages/sms/incoming/", "/messages/sms/status/"
NUMBER = "+16045550123"
MESSAGE = re.compile(r"<Message>(.*?)</Message>")


def key() -> str:
    """What Twilio would call a message."""
    return f"SM{token_hex(16)}"


def signature(path: str, form: dict[str, str]) -> str:
    account = sms_account(settings.SMS_URL)
    assert account
    validator = RequestValidator(account.token)
    return str(validator.compute_signature(f"{settings.SITE_URL}{path}", form))


def form_of(body: str = "C", /, **fields: str) -> dict[str, str]:
    account = sms_account(settings.SMS_URL)
    assert account
    return {
        "MessageSid": key(),
        "AccountSid": account.sid,
        "From": NUMBER,
        "To": account.number,
        "Body": body,
        **fields,
    }


def call(path: str, form: dict[str, str], **headers: str) -> Any:
    """The provider's POST: a form, and its signature unless another is given."""
    signed = {"X-Twilio-Signature": signature(path, form), **headers}
    return Client().post(path, urlencode(form), headers=signed, content_type=FORM)


def text(body: str, /, **fields: str) -> str:
    """What comes back by SMS when somebody sends `body`."""
    response = call(INCOMING, form_of(body, **fields))
    assert response.status_code == 200
    return spoken(response)


def spoken(response: Any) -> str:
    """The text in the answer's TwiML."""
    found = MESSAGE.search(response.content.decode())
    return unescape(found[1]) if found else ""
