"""A therapist's day, beside a page of the same size that only knows who has signed in."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial

from bench.extent import Extent
from bench.measurement import Measurement
from bench.same_size import floor_like
from bench.scene import THERAPIST, Scene, answered
from bench.timing import in_turns
from timeline.wall import local_date

AT_MOST = 2.0


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Each look at the page is written down, as ever."""
    cookie = scene.staff("therapist")
    day, sessions = _fullest_day()
    page = scene.get(f"/roster/{day.isoformat()}/", cookie)
    with scene.client() as client:
        size = len(answered(client, page).body)
        floor = scene.get(floor_like(scene, client, "/floor/signed-in/", size, cookie), cookie)
        etag = answered(client, page).header("ETag")
        headers = {"HX-Request": "true", "If-None-Match": etag}
        again = scene.get(f"/roster/{day.isoformat()}/", cookie, **headers)
        asks = {
            "day": partial(answered, client, page),
            "unchanged": partial(answered, client, again, 304),
            "floor": partial(answered, client, floor),
        }
        times = in_turns(asks, rounds=extent.of(30, 150))
    note = (
        f"{sessions} sessions; peer: template view with sign-in of {size:,} bytes; "
        f"{times['day'].spread}"
    )
    value, peer = times["day"].milliseconds, times["floor"].milliseconds
    yield Measurement("roster.day", value, "ms", peer, note, at_most=AT_MOST)
    note = f"a look for changes, of which there are none; {times['unchanged'].spread}"
    yield Measurement("roster.unchanged", times["unchanged"].milliseconds, "ms", peer, note)


def _fullest_day() -> tuple[date, int]:
    """Of the therapist who looks, with how many sessions."""
    from booking.models import Appointment, Status
    from clinic.seeding.blueprint import ZONE

    theirs = Appointment.objects.filter(therapist__slug=THERAPIST, status=Status.BOOKED)
    starts = theirs.order_by("starts_at").values_list("starts_at", flat=True)
    return Counter(local_date(start, ZONE) for start in starts).most_common(1)[0]
