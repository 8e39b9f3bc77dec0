"""What SMS_URL says: who sends text messages, over which account, from which number."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEMES = {"twilio": "https", "twilio+http": "http"}


@dataclass(frozen=True)
class SmsAccount:
    """An account with a provider that speaks Twilio's language, and where it answers."""

    origin: str
    sid: str
    token: str
    number: str


def sms_account(sms_url: str) -> SmsAccount | None:
    """The account of `twilio://SID:TOKEN@host?from=%2B1604…`; None when the text is empty.

    `twilio+http` talks in clear, to a provider on this machine. Raises ImproperlyConfigured.
    """
    if not sms_url:
        return None
    parts = urlsplit(sms_url)
    number = parse_qs(parts.query).get("from", [""])[0].strip()
    if parts.scheme not in SCHEMES or not (parts.username and parts.password and parts.hostname):
        raise ImproperlyConfigured(
            "SMS_URL must look like twilio://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B1604…."
        )
    if not number:
        raise ImproperlyConfigured("SMS_URL must name the sending number: ?from=%2B1604….")
    return SmsAccount(
        origin=f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
        sid=unquote(parts.username),
        token=unquote(parts.password),
        # A plus sign that nobody escaped arrives as a space.
        number=f"+{number}" if number.isdecimal() else number,
    )
