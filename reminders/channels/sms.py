"""Text messages through Twilio, or anything that speaks its message endpoint."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from requests import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError

from reminders.channels import (
    Content,
    InDoubt,
    Leave,
    NoSuchAddress,
    NotSent,
    Parcel,
    SmsContent,
    Unreachable,
)
from reminders.channels.sms_account import SmsAccount

TIMEOUT_SECONDS = 10
# Twilio's error codes that say something of the number (twilio.com/docs/api/errors).
SAID_OF_THE_NUMBER = {
    "21211": "this is no telephone number",
    "21408": "texts to that country are not possible",
    "21610": "text messages were stopped from that telephone",
    "21614": "this number cannot get texts",
    "30003": "the telephone is off or out of reach",
    "30004": "texts are blocked there",
    "30005": "there is no such number",
    "30006": "a landline, or a company that takes no texts",
    "30008": "the telephone company does not say why",
}
NOT_ABOUT_THE_MESSAGE = {401, 403, 429}
LIBRARY = "https://api.twilio.com"

# The library logs every request with its headers; what we need to know we log ourselves.
quiet = logging.getLogger("reminders.twilio")
quiet.setLevel(logging.WARNING)


class RedirectedClient(TwilioHttpClient):
    """Twilio's own client, talking to the host that SMS_URL names."""

    def __init__(self, origin: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS, logger=quiet)
        self.origin = origin
        if self.session and origin.startswith("http:"):
            # A provider on this machine is not reached through the proxy that the world is.
            self.session.trust_env = False

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        return super().request(method, url.replace(LIBRARY, self.origin, 1), *args, **options)


class Twilio:
    """The provider."""

    def __init__(self, account: SmsAccount) -> None:
        self.account = account

    @contextmanager
    def open(self) -> Iterator["Conversation"]:
        http_client = RedirectedClient(self.account.origin)
        client = Client(self.account.sid, self.account.token, http_client=http_client)
        try:
            yield Conversation(client, self.account.number)
        finally:
            if http_client.session:
                http_client.session.close()


class Conversation:
    """One kept-alive HTTP connection to the provider."""

    def __init__(self, client: Client, number: str) -> None:
        self.client = client
        self.number = number

    def pack(self, content: Content, *, message_id: str, now: datetime) -> Parcel:  # noqa: ARG002
        """Twilio knows no idempotency key: a crash between its answer and our note sends twice."""
        if not isinstance(content, SmsContent):
            raise NotSent("This message was not written as an SMS.")
        return content

    def send(
        self,
        parcel: Parcel,
        *,
        leave: Leave,
        meanwhile: Callable[[], None],  # noqa: ARG002
    ) -> str | None:
        """Hands one text message over; its SID, under which Twilio tells later how it fared."""
        assert isinstance(parcel, SmsContent)
        if not (leave.is_ours() and leave.in_time()):
            return None
        try:
            sent = self.client.messages.create(
                to=parcel.to,
                from_=self.number,
                body=parcel.text,
                status_callback=f"{settings.SITE_URL}{reverse('incoming:sms_status')}",
            )
        except (TwilioRestException, TwilioServiceException) as refusal:
            raise _explain(refusal) from refusal
        except (TwilioException, RequestException) as failure:
            raise _explain_silence(failure) from failure
        return str(sent.sid or "")


def _explain_silence(failure: TwilioException | RequestException) -> Unreachable:
    name = type(failure).__name__
    is_about_connecting = isinstance(next(iter(failure.args), None), MaxRetryError)
    if is_about_connecting or isinstance(failure, TwilioException):
        return Unreachable(f"The SMS provider could not be reached ({name}).")
    return InDoubt(f"The SMS provider did not say whether it took the message ({name}).")


def _explain(refusal: TwilioRestException | TwilioServiceException) -> NotSent:
    """Twilio's own text may repeat the number or the message; its error code says enough."""
    answer = f"{refusal.status}, error code {refusal.code}"
    if refusal.status in NOT_ABOUT_THE_MESSAGE or refusal.status >= 500:
        return Unreachable(f"The SMS provider takes no messages now: {answer}.")
    if said := SAID_OF_THE_NUMBER.get(str(refusal.code)):
        return NoSuchAddress(f"The SMS provider refused the message: {said} ({answer}).")
    return NotSent(f"The SMS provider refused the message: {answer}.")
