"""`/dev/inbox/`: in the demo, everything that would have gone to a mailbox or a telephone."""

from collections.abc import Callable
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from reminders.inbox import Received, find, newest_first

# More than anybody scrolls through; the folder of a long-running demo may hold thousands.
SHOWN = 100

View = Callable[..., HttpResponse]


def only_with_inbox(view: View) -> View:
    """404 unless this is a demo or a test: there is no inbox in a clinic."""

    @wraps(view)
    def guarded(request: HttpRequest, **path: Any) -> HttpResponse:
        if not settings.DEV_INBOX:
            raise Http404
        return view(request, **path)

    return never_cache(require_safe(guarded))


@only_with_inbox
def inbox(request: HttpRequest) -> HttpResponse:
    messages = list(islice(newest_first(Path(settings.DEV_INBOX)), SHOWN))
    return render(request, "reminders/inbox.html", {"received": messages})


@only_with_inbox
def message(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "reminders/message.html", {"message": _received(name)})


# Sandboxed: what a message brings along can neither run nor load nor act as this site.
@csp_override(
    {
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "img-src": ["data:"],
        "frame-ancestors": [CSP.SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
@xframe_options_sameorigin
@only_with_inbox
def html(_request: HttpRequest, name: str) -> HttpResponse:
    body = _received(name).html
    if not body:
        raise Http404("This message has no HTML part.")
    # Links open beside the inbox, not inside the frame.
    return HttpResponse(body.replace("<head>", '<head><base target="_blank">', 1))


@only_with_inbox
def attachment(_request: HttpRequest, name: str, number: int) -> HttpResponse:
    attachments = _received(name).attachments
    if number >= len(attachments):
        raise Http404("This message has no such attachment.")
    attached = attachments[number]
    disposition = content_disposition_header(True, attached.filename)
    return HttpResponse(
        attached.content,
        content_type=attached.content_type,
        headers={"Content-Disposition": disposition or "attachment"},
    )


def _received(name: str) -> Received:
    received = find(Path(settings.DEV_INBOX), name)
    if received is None:
        raise Http404("There is no such message.")
    return received
