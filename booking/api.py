"""The JSON interface of availability: what the booking page knows, for anyone to read."""

import json
import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator

from booking.availability import (
    DAYS_KEPT,
    Availability,
    DayOfStarts,
    find_starts,
)
from booking.keeping import kept
from booking.plan import Choice
from booking.refusals import UnknownChoice
from booking.replica.reading import for_showing
from timeline.wall import written

router = Router(tags=["availability"])

# Stricter than the framework, which would read 0 as a day in 1970 and 6_0 as sixty.
WHOLE_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _whole_number(text: str) -> str:
    if not WHOLE_NUMBER.fullmatch(text):
        raise ValueError("must be a whole number")
    return text


def _iso_day(text: str) -> str:
    if not ISO_DAY.fullmatch(text):
        raise ValueError("must be a date written YYYY-MM-DD")
    return text


plainly_whole = BeforeValidator(_whole_number)
plainly_a_day = BeforeValidator(_iso_day)


class AvailabilityParameters(Schema):
    """As the query of `/book/`, plus `days`."""

    location: Annotated[str, Field(max_length=50, examples=["port-moody"])]
    treatment: Annotated[str, Field(max_length=50, examples=["swedish-massage"])]
    duration: Annotated[
        int, Field(ge=1, le=480, description="Minutes, as the option has it."), plainly_whole
    ]
    therapist: Annotated[str, Field(max_length=50, description="A slug, or any.")] = "any"
    first: Annotated[
        Annotated[date, plainly_a_day] | None,
        Field(alias="from", description="First local date; without it, today."),
    ] = None
    days: Annotated[int, Field(ge=1, le=60), plainly_whole] = 7

    def choice(self) -> Choice:
        therapist = None if self.therapist == "any" else self.therapist
        return Choice(self.location, self.treatment, self.duration, therapist)

    def find_starts(self, using: str) -> Availability:
        return find_starts(
            self.choice(), first=self.first, days=self.days, now=timezone.now(), using=using
        )


class StartAnswer(Schema):
    starts_at: Annotated[datetime, Field(description="With the location's offset at that time.")]
    ends_at: datetime
    therapists: Annotated[list[str], Field(description='In the order in which "any" chooses.')]
    preferred: Annotated[
        bool, Field(description="Leaves no gap too short for the shortest session.")
    ]


class AvailabilityAnswer(Schema):
    location: str
    timezone: Annotated[str, Field(description="IANA name.")]
    treatment: str
    duration: int
    starts: list[StartAnswer]
    next: Annotated[
        datetime | None,
        Field(description="When `starts` is empty: the next start after the period, if any."),
    ]


class Refusal(Schema):
    """Why the parameters were refused, as the framework words its own refusals."""

    detail: list[dict[str, Any]]


@router.get(
    "/availability",
    response={200: AvailabilityAnswer, 422: Refusal},
    summary="Starts that can be booked",
)
def availability(request: HttpRequest, parameters: Query[AvailabilityParameters]) -> HttpResponse:
    """The bookable starts of a period, by the location's clock. What is listed can be booked."""
    _refuse_repeated(request)
    try:
        found = for_showing(request, parameters.find_starts)
    except UnknownChoice as error:
        raise ValidationError(
            [
                {
                    "type": "unknown_choice",
                    "loc": ["query", error.field],
                    "msg": str(error),
                }
            ]
        ) from error
    # Already of the documented shape: validating thousands of starts again would cost more than
    # finding them did.
    return HttpResponse(answer(found), content_type="application/json")


def _refuse_repeated(request: HttpRequest) -> None:
    """Two values for one parameter have no meaning; picking one would be a guess."""
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise _refusal("repeated", name, "Give this parameter once.")


def _refusal(kind: str, parameter: str, sentence: str) -> ValidationError:
    return ValidationError([{"type": kind, "loc": ["query", parameter], "msg": sentence}])


def answer(found: Availability) -> str:
    """The documented JSON of `found`, byte for byte what `json.dumps` would make of it."""
    plan = found.plan
    about = {
        "location": plan.location,
        "timezone": plan.zone.key,
        "treatment": plan.treatment,
        "duration": plan.minutes,
    }
    following = written(found.next, plan.zone) if found.next else None
    length = timedelta(minutes=plan.minutes)
    starts = ", ".join([_written(day, plan.zone, length) for day in found.days])
    return f'{json.dumps(about)[:-1]}, "starts": [{starts}], "next": {json.dumps(following)}}}'


@kept(DAYS_KEPT, when=lambda day, *_how: day.is_small)
def _written(day: DayOfStarts, zone: ZoneInfo, length: timedelta) -> str:
    # There are thousands, each with many therapists: as dictionaries they would cost more to write
    # than to find.
    return ", ".join(
        [
            f'{{"starts_at": "{written(start.at, zone)}",'
            f' "ends_at": "{written(start.at + length, zone)}",'
            f' "therapists": [{", ".join([_quoted(one.slug) for one in start.therapists])}],'
            f' "preferred": {"true" if start.preferred else "false"}}}'
            for start in day.starts
        ]
    )


@lru_cache(maxsize=4096)
def _quoted(slug: str) -> str:
    return json.dumps(slug)
