"""The history of the record names the account that wrote, and nothing of the address."""

from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from accounts.models import User
from care.middleware import WhoWrites
from care.models import PainScore, PainSource
from tests.care.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def written_by(cast: Cast, now: datetime, user: User | AnonymousUser, app: str) -> object:
    def view(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request)
        PainScore.objects.create(
            patient=cast.alice,
            appointment=cast.appointment,
            source=PainSource.BEFORE,
            value=3,
            at=now,
        )
        return HttpResponse()

    middleware = WhoWrites(view)
    request = RequestFactory().post("/appointments/secret-token/intake/")
    request.user = user
    request.resolver_match = ResolverMatch(view, (), {}, app_names=[app])
    middleware(request)
    (copy,) = PainScore.pgh_event_model.objects.select_related("pgh_context")  # type: ignore[attr-defined]
    return copy.pgh_context and copy.pgh_context.metadata


@pytest.mark.parametrize("app", ["care", "frontdesk", "roster", "admin"])
def test_it_names_who_was_signed_in(cast: Cast, now: datetime, app: str) -> None:
    maya = cast.users["maya"]

    assert written_by(cast, now, maya, app) == {"user": maya.pk}


def test_it_names_nobody_behind_a_link(cast: Cast, now: datetime) -> None:
    assert written_by(cast, now, AnonymousUser(), "care") == {"user": None}


def test_other_rooms_do_without(cast: Cast, now: datetime) -> None:
    assert written_by(cast, now, cast.users["maya"], "booking") is None
