"""The calendar itself, behind its secret link, and the therapist's page about the link."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe

from roster.feed.entries import entries_of, version_of
from roster.feed.file import feed_file
from roster.feed.link import address_of, feed_behind, make_link, renew_link, subscription_of
from roster.models import CalendarFeed
from roster.pages import therapists_page
from roster.time_off.days import clock_of
from therapists.models import Therapist
from therapists.places import places_of

MEANWHILE = gettext_lazy("The link was renewed meanwhile, in another window. This is the new one.")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For calendar programs, which cannot sign in: who has the link may read it."""
    found, now = feed_behind(token), timezone.now()
    if found is None:
        raise Http404(_("There is no calendar behind this link."))
    # Programs send their own language or none: the therapist's counts.
    with override(found.therapist.user.speaks if found.therapist.user else None):
        entries = entries_of(found.therapist, now=now)
    response = HttpResponse(
        feed_file(found.therapist, entries, now=now),
        content_type="text/calendar; charset=utf-8",
        headers={
            # Weak: when it was written stands in it, and says nothing new.
            "ETag": f'W/"{version_of(entries)}"',
            "Content-Disposition": 'inline; filename="roster.ics"',
            "X-Robots-Tag": "noindex",
        },
    )
    # Kept by nobody but the program, and not used again without asking: links can be renewed.
    patch_cache_control(response, private=True, no_cache=True)
    answer: HttpResponseBase | None = get_conditional_response(
        request, etag=response["ETag"], response=response
    )
    return answer or response


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_page
def calendar(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    """Shows the link; a POST makes it, or after asking once more renews it."""
    found = CalendarFeed.objects.filter(therapist=therapist).first()
    if request.method != "POST":
        return _page(request, found)
    now = timezone.now()
    if found is None:
        make_link(therapist, now=now)
    elif "sure" not in request.POST:
        return _page(request, found, asks=True)
    elif not ((seen := _seen(request)) and renew_link(therapist, seen=seen, now=now)):
        found.refresh_from_db()
        return _page(request, found, wrong=str(MEANWHILE), status=409)
    return redirect("roster:calendar")


def _seen(request: HttpRequest) -> datetime | None:
    """Which link the page showed, by when it was made."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None
    return seen if seen.tzinfo is not None else None


def _page(
    request: HttpRequest,
    found: CalendarFeed | None,
    *,
    asks: bool = False,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    places = places_of(found.therapist) if found else []
    context = {
        "feed": found,
        "address": address_of(found) if found else "",
        "subscription": subscription_of(found) if found else "",
        "place": clock_of(places),
        "asks": asks,
        "wrong": wrong,
    }
    return render(request, "roster/calendar.html", context, status=status)
