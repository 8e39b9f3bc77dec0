"""The secret link of a therapist's calendar: whoever knows it reads it, until it is renewed."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from booking.models.appointment import new_token
from roster.models import CalendarFeed
from therapists.models import Therapist


def feed_behind(token: str) -> CalendarFeed | None:
    """Whose calendar the link opens: of somebody who works here and may sign in."""
    at_work = CalendarFeed.objects.filter(
        therapist__is_active=True, therapist__user__is_active=True
    )
    return at_work.select_related("therapist__user").filter(token=token).first()


def make_link(therapist: Therapist, *, now: datetime) -> CalendarFeed:
    """The therapist's link, made unless there is one."""
    feed, _ = CalendarFeed.objects.get_or_create(therapist=therapist, defaults={"renewed_at": now})
    return feed


def renew_link(therapist: Therapist, *, seen: datetime, now: datetime) -> bool:
    """A new link; the old one is dead. False: it was renewed since `seen`, so nothing is done."""
    as_seen = CalendarFeed.objects.filter(therapist=therapist, renewed_at=seen)
    return bool(as_seen.update(token=new_token(), renewed_at=now))


def address_of(feed: CalendarFeed) -> str:
    """For "subscribe to a calendar"."""
    return f"{settings.SITE_URL}{reverse('roster:feed', args=[feed.token])}"


def subscription_of(feed: CalendarFeed) -> str:
    """The same address as phones take for one to subscribe to, when it is tapped."""
    return urlsplit(address_of(feed))._replace(scheme="webcal").geturl()
