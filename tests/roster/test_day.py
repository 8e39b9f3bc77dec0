"""The roster of a day: who comes, what to know, what lies between; and who may see it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.models import Status
from booking.together import Together
from care import waiting
from care.models import PainScore, Part, RecordAccess, Verb
from roster import cards, day
from tests.care.people import EVERYBODY
from tests.factories import make_patient
from tests.roster.rosters import Roster, page_text, write_intake
from therapists.models import ShiftChange, TimeOff

pytestmark = pytest.mark.django_db
TODAY = "/roster/"


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("path", ["/roster/", "/roster/{}/", "/roster/week/", "/roster/week/{}/"])
def test_it_is_for_therapists_alone(roster: Roster, name: str, path: str) -> None:
    response = roster.browser(name).get(path.format(roster.today))
    expected = {"maya": 200, "jonas": 200, "anonymous": 302}.get(name, 403)
    assert response.status_code == expected
    refused = RecordAccess.objects.filter(verb=Verb.REFUSED, part=Part.ROSTER)
    assert refused.count() == (expected != HTTPStatus.OK)


def test_it_shows_each_therapist_their_own_day(roster: Roster) -> None:
    roster.session(20, patient=roster.alice)
    assert "Alice Archer" in roster.browser("maya").get(TODAY).text
    assert "Alice Archer" not in roster.browser("jonas").get(TODAY).text


def test_it_says_who_comes_for_what(roster: Roster, maya: Client) -> None:
    roster.alice.preferred_name, roster.alice.pronouns = "Ali", "she/her"
    roster.alice.save()
    roster.session(20, patient=roster.alice, desk_note="Comes by bus")
    text = page_text(maya.get(TODAY))
    for said in ("Ali Archer she/her", "30 minutes", "Room 1", "Booked", "First visit", "by bus"):
        assert said in text


def test_it_knows_who_was_here_before(roster: Roster, maya: Client) -> None:
    roster.session(-120, Status.COMPLETED, roster.alice)
    roster.session(20, patient=roster.alice)
    assert page_text(maya.get(TODAY)).count("First visit") == 1


def test_it_says_what_to_know(roster: Roster, maya: Client) -> None:
    one = roster.session(20, patient=roster.alice)
    intake = write_intake(
        one,
        sent_at=roster.now,
        reason="Stiff since the move",
        wish="Mostly the neck",
        cautions=["pregnancy", "oil_allergy"],
        allergies="Almonds",
        pressure="gentle",
        areas=["low_back_left"],
        avoid=["knee_right"],
        avoid_words="The scar",
    )
    page = maya.get(TODAY)
    assert f'href="/care/patients/{roster.alice.pk}/intakes/{intake.pk}/"' in page.text
    text = page_text(page)
    for said in ("Pregnant", "Allergic to oils", "Almonds", "Gentle pressure", "Left lower back"):
        assert said in text
    for said in ("Right knee, The scar", "Stiff since the move", "Mostly the neck"):
        assert said in text


def test_it_says_when_an_intake_is_from_another_visit(roster: Roster, maya: Client) -> None:
    before = roster.session(-120, Status.COMPLETED, roster.alice)
    write_intake(
        before, sent_at=roster.now - timedelta(days=1), wish="Long ago", cautions=["pacemaker"]
    )
    roster.session(20, patient=roster.alice)
    text = page_text(maya.get(TODAY))
    assert text.count("Pacemaker") == 2
    assert text.count("Long ago") == 1
    assert "nothing was sent for this visit" in text


def test_it_says_nothing_of_a_draft_but_call_before_visit(roster: Roster, maya: Client) -> None:
    one = roster.session(20, patient=roster.alice)
    write_intake(one, sent_at=None, call=True, reason="Half a sentence", red_flags=["fever"])
    text = page_text(maya.get(TODAY))
    assert "Call before the visit" in text
    assert "Half a sentence" not in text
    assert "ever together" not in text


def test_it_says_nothing_of_a_sent_form_with_a_red_flag(roster: Roster, maya: Client) -> None:
    before = roster.session(-120, Status.COMPLETED, roster.alice)
    write_intake(before, sent_at=roster.now - timedelta(days=1), cautions=["pacemaker"])
    one = roster.session(20, patient=roster.alice)
    write_intake(one, sent_at=roster.now, call=True, reason="Feverish", cautions=["pregnancy"])
    text = page_text(maya.get(TODAY))
    assert "Call before the visit" in text
    assert ("Feverish" in text, "Pregnant" in text) == (False, False)
    assert text.count("Pacemaker") == 2


@pytest.mark.parametrize(
    ("before", "last", "words"),
    [
        (7, 5, "Pain 5 of 10, better (was 7)"),
        (7, 6, "Pain 6 of 10, about the same (was 7)"),
        (3, 4, "Pain 4 of 10, worse (was 3)"),
        (None, 4, "Pain 4 of 10 "),
    ],
)
def test_it_says_how_the_pain_goes(
    roster: Roster, maya: Client, before: int | None, last: int, words: str
) -> None:
    earlier = roster.session(-120, Status.COMPLETED, roster.alice)
    coming = roster.session(20, patient=roster.alice)
    scores = [(earlier, before, 2), (coming, last, 1)]
    for appointment, value, hours in scores:
        if value is not None:
            PainScore.objects.create(
                patient=roster.alice,
                appointment=appointment,
                source="intake",
                value=value,
                at=roster.now - timedelta(hours=hours),
            )
    assert words in page_text(maya.get(TODAY))


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        # Right after a massage is not compared.
        (
            [(3, "before", 6), (3, "after", 1), (1, "before", 5), (1, "after", 0)],
            "Pain 5 of 10, about",
        ),
        # The day after with the day after, the start with the start.
        (
            [(3, "before", 7), (3, "check_in", 3), (1, "before", 6)],
            "Pain 6 of 10, about the same (was 7)",
        ),
        ([(3, "before", 7), (1, "before", 6), (1, "check_in", 3)], "Pain 3 of 10, better (was 7)"),
        # With the session before, not with one long ago.
        (
            [(9, "check_in", 9), (3, "before", 5), (1, "check_in", 5)],
            "Pain 5 of 10, about the same (was 5)",
        ),
        # The form gives way to what was said at the start.
        ([(1, "intake", 9), (1, "before", 4)], "Pain 4 of 10 "),
        ([(1, "after", 1)], ""),
    ],
)
def test_it_compares_what_can_be_compared(
    roster: Roster, maya: Client, scores: list[tuple[int, str, int]], words: str
) -> None:
    roster.session(20, patient=roster.alice)
    days_ago = {days for days, *_ in scores}
    held = {days: roster.session(-1440 * days, Status.COMPLETED, roster.alice) for days in days_ago}
    for number, (days, source, value) in enumerate(scores):
        PainScore.objects.create(
            patient=roster.alice,
            appointment=held[days],
            source=source,
            value=value,
            at=held[days].starts_at + timedelta(minutes=number),
        )
    said = page_text(maya.get(TODAY))
    assert words in said if words else "Pain" not in said


def test_it_shows_gaps_with_the_time_to_clean_up_taken_off(roster: Roster, maya: Client) -> None:
    roster.session(0)
    roster.session(85)
    assert "45 minutes free" in page_text(maya.get(TODAY))


def test_it_shows_no_cancelled_session(roster: Roster, maya: Client) -> None:
    roster.session(20, Status.CANCELLED, roster.alice)
    assert "Alice" not in maya.get(TODAY).text


def test_it_is_friendly_about_an_empty_day(roster: Roster, maya: Client) -> None:
    assert "Nobody is booked yet" in page_text(maya.get(TODAY))
    ShiftChange.objects.create(therapist=roster.maya, date=roster.today)
    assert "Rest your hands" in page_text(maya.get(TODAY))


def test_it_shows_time_off(roster: Roster, maya: Client) -> None:
    TimeOff.objects.create(
        therapist=roster.maya,
        starts_at=roster.now + timedelta(minutes=30),
        ends_at=roster.now + timedelta(minutes=90),
        reason="Dentist",
    )
    assert ": Dentist" in page_text(maya.get(TODAY))


def test_it_turns_to_other_days(roster: Roster, maya: Client) -> None:
    tomorrow = roster.today + timedelta(days=1)
    roster.session(24 * 60, patient=roster.alice)
    page = maya.get(f"/roster/{tomorrow}/")
    assert "Alice Archer" in page.text
    assert "Tomorrow" in page.text
    assert f'href="/roster/{tomorrow}/"' in maya.get(TODAY).text
    assert 'formaction="' not in page.text


@pytest.mark.parametrize(
    "odd", ["2027-02-30", "1999-12-31", "0001-01-01", "9999-12-31", "20270503", "2027-5-3", "x"]
)
@pytest.mark.parametrize("path", ["/roster/{}/", "/roster/week/{}/"])
def test_it_knows_no_odd_days(maya: Client, path: str, odd: str) -> None:
    assert maya.get(path.format(odd)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
@pytest.mark.parametrize("path", ["/roster/{}/", "/roster/week/{}/"])
def test_it_shows_the_first_and_the_last_day(maya: Client, path: str, day: str) -> None:
    assert maya.get(path.format(day)).status_code == HTTPStatus.OK


def test_each_look_leaves_a_row_a_patient(roster: Roster, maya: Client) -> None:
    roster.session(20, patient=roster.alice)
    roster.session(80, patient=roster.dan)
    maya.get(TODAY)
    rows = RecordAccess.objects.filter(verb=Verb.LIST, part=Part.ROSTER)
    assert {row.patient_key for row in rows} == {roster.alice.pk, roster.dan.pk}


def test_it_is_kept_in_no_cache(maya: Client) -> None:
    assert "no-store" in maya.get(TODAY)["Cache-Control"]


def test_it_reads_a_long_day_in_as_many_queries(roster: Roster, maya: Client) -> None:
    counts = []
    for number in range(12):
        one = roster.session(-300 + number * 45, patient=make_patient())
        write_intake(one, sent_at=roster.now, reason="Stiff", cautions=["pregnancy"])
        if number + 1 in (3, 12):
            with CaptureQueriesContext(connection) as queries:
                assert maya.get(TODAY).status_code == HTTPStatus.OK
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_it_reads_a_week_in_four_queries(
    roster: Roster, maya: Client, django_assert_num_queries: Any
) -> None:
    roster.session(20, patient=roster.alice)
    with django_assert_num_queries(4):
        assert "Alice" in maya.get("/roster/week/").text


@pytest.mark.parametrize("asked", [day.ASKED, cards.ASKED, waiting.ASKED])
def test_what_a_day_asks_is_short_enough_to_be_taken_apart_once(asked: Together) -> None:
    # MAX_CACHED_STATEMENT_LENGTH of psycopg, which reads a longer text anew each time.
    assert len(asked.sql) <= 4096


def test_it_says_when_nothing_has_changed_and_that_leaves_no_row(
    roster: Roster, maya: Client
) -> None:
    roster.session(20, patient=roster.alice)
    etag = maya.get(TODAY)["ETag"]
    seen = RecordAccess.objects.count()
    response = maya.get(TODAY, headers={"HX-Request": "true", "If-None-Match": etag})
    assert (response.status_code, response.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert RecordAccess.objects.count() == seen


def test_it_shows_what_has_changed(roster: Roster, maya: Client) -> None:
    one = roster.session(20, patient=roster.alice)
    etag = maya.get(TODAY)["ETag"]
    type(one).objects.filter(pk=one.pk).update(status=Status.ARRIVED)
    response = maya.get(TODAY, headers={"HX-Request": "true", "If-None-Match": etag})
    assert "Is here" in response.text
    assert "<html" not in response.text
    assert response["ETag"] != etag
    assert RecordAccess.objects.filter(verb=Verb.LIST, patient_key=roster.alice.pk).count() == 2


def test_a_page_left_open_after_signing_out_asks_to_sign_in(roster: Roster) -> None:
    response = Client().get(TODAY, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/accounts/login/?next=/roster/"


def test_the_week_shows_seven_days_and_nothing_of_the_record(roster: Roster, maya: Client) -> None:
    one = roster.session(20, patient=roster.alice)
    write_intake(one, sent_at=roster.now, reason="Stiff", cautions=["pregnancy"])
    roster.session(80, Status.CANCELLED, roster.dan)
    text = page_text(maya.get("/roster/week/"))
    assert "Alice Archer" in text
    assert "Dan" not in text
    assert "Pregnant" not in text
    assert not RecordAccess.objects.filter(verb=Verb.LIST).exists()
