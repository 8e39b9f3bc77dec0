"""What the SMS provider calls: a text came in, a text of ours arrived or did not."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from twilio.twiml.messaging_response import MessagingResponse

from reminders.incoming.arrivals import record_arrival
from reminders.incoming.receiving import Text, receive
from reminders.incoming.signature import signed
from reminders.incoming.understanding import Wish, wish_in

KEY = re.compile(r"(SM|MM)[0-9a-f]{32}", re.ASCII)
NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
# With its own list of words ("Advanced Opt-Out") Twilio says what it understood and answered.
UNDERSTOOD_THERE = {"STOP": Wish.STOP, "START": Wish.START, "HELP": Wish.HELP}


@signed
def incoming(request: HttpRequest) -> HttpResponse:
    """Answers in TwiML; what comes again, or from nobody we know, gets an empty answer."""
    form = request.POST
    key, sender = form.get("MessageSid", ""), form.get("From", "")
    if not KEY.fullmatch(key):
        return HttpResponse(status=400)
    told = UNDERSTOOD_THERE.get(form.get("OptOutType", ""))
    wish = told or wish_in(form.get("Body", ""))
    # A short code, or a sender with a name, is nobody's telephone.
    text = Text(key, sender, wish, is_answered=told is not None)
    answer = receive(text, now=timezone.now()) if NUMBER.fullmatch(sender) else ""
    reply = MessagingResponse()
    if answer:
        reply.message(answer)
    return HttpResponse(str(reply), content_type="text/xml; charset=utf-8")


@signed
def status(request: HttpRequest) -> HttpResponse:
    """204, also for a message that we do not know (any more)."""
    form = request.POST
    key, error_code = form.get("MessageSid", ""), form.get("ErrorCode", "")
    if KEY.fullmatch(key):
        record_arrival(key, form.get("MessageStatus", ""), error_code, now=timezone.now())
    return HttpResponse(status=204)
