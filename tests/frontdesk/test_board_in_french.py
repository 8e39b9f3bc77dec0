"""The board in French: its words and times, and that its scripts have every word they say."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from booking.models import Status
from frontdesk.board.words import board_words
from tests.factories import Clinic
from tests.frontdesk.boards import drawn, only, stretches
from tests.frontdesk.panels import FRAGMENT, SCHEDULE, at, booked, soon, text, toast, wall
from therapists.models import TimeOff

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = Path(settings.BASE_DIR, "static", "js", "board")
# word("late"), and word(count === 1 ? "one-session" : "many-sessions")
ASKED = re.compile(r"\bword\(([^{}()]*)")
IN_FRENCH = {"Accept-Language": "fr-CA"}
# A space that does not break.
_ = "\u00a0"


def asked_for() -> set[str]:
    """The keys of the words that the board's scripts say."""
    source = "\n".join(script.read_text() for script in SCRIPTS.glob("*.js"))
    return {key for call in ASKED.findall(source) for key in re.findall(r'"([-a-z]+)"', call)}


def test_its_scripts_have_every_word_that_they_say_and_no_other() -> None:
    assert asked_for() == set(board_words()["words"])


@pytest.mark.parametrize(
    ("language", "nine", "past_one", "late"),
    [
        ("en-ca", "9:00 am", "1:{minutes} pm", "{minutes} min late"),
        ("fr-ca", f"9{_}h", f"13{_}h{_}{{minutes}}", f"{{minutes}}{_}min de retard"),
    ],
)
def test_its_scripts_speak_the_language(language: str, nine: str, past_one: str, late: str) -> None:
    with override(language):
        said = board_words()
    assert (said["hours"][9][0], said["hours"][13][1]) == (nine, past_one)
    assert said["words"]["late"] == late


def test_the_page_is_in_french(clinic: Clinic, bob: Client) -> None:
    page = bob.get(SCHEDULE, {"date": "2027-06-01"}, headers=IN_FRENCH).text
    said, scripts = page.split('id="board-day"')
    assert "mardi 1er juin 2027" in said
    assert all(one in said for one in ("Réserver", "Aujourd’hui", "Feuille du jour"))
    assert not [one for one in ("New booking", "Today", "Day sheet", "No-show") if one in said]
    assert "Un instant" in scripts.encode().decode("unicode_escape")


def test_it_is_in_the_language_of_the_account(clinic: Clinic, bob: Client) -> None:
    """A session that was begun in French stays French, whatever the browser asks for."""
    bob.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr-ca"
    assert "Feuille du jour" in bob.get(SCHEDULE, headers={"Accept-Language": "en-CA"}).text


def test_a_session_says_everything_in_french(clinic: Clinic) -> None:
    clinic.book(clinic.at(13, 30))
    with override("fr-ca"):
        session = only(drawn())
    assert session["when"] == f"13{_}h{_}30 à 14{_}h{_}30"
    assert session["hours"] == f"13{_}h{_}30–14{_}h{_}30"
    assert session["lines"][0] == f"{session['when']}, 60 minutes"
    assert session["lines"][1].endswith(f",00{_}$")
    assert session["lines"][2].startswith(f"Avec {clinic.therapist.name}, ")


def test_a_day_says_when_nobody_works_in_french(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist,
        starts_at=clinic.at(12),
        ends_at=clinic.at(13),
        reason="Dentiste",
    )
    with override("fr-ca"):
        day = drawn()
    assert [said for _from, _to, said in stretches(day, "away")] == [f"Absence{_}: Dentiste"]
    assert all(said.startswith("Libre, ") for _from, _to, said in stretches(day, "free"))
    assert day["title"] == "mardi 4 mai 2027"


@pytest.mark.parametrize(
    ("view", "title"),
    [("therapists", "samedi 1er mai 2027"), ("week", "du 26 avril au 2 mai 2027")],
)
def test_days_are_written_as_french_writes_them(clinic: Clinic, view: str, title: str) -> None:
    with override("fr-ca"):
        assert drawn(clinic.at(10).date() - timedelta(days=3), view=view)["title"] == title


def test_a_card_is_in_french(clinic: Clinic, bob: Client) -> None:
    alice = booked(clinic, soon(clinic, 13, 30))
    card = text(bob.get(at(alice), headers={**FRAGMENT, **IN_FRENCH}))
    assert "13 h 30 à 14 h 30" in card
    assert "Déplacer…" in card
    assert not [one for one in (" pm", "When", "Move", "History") if one in card]


def test_a_change_is_told_in_french(clinic: Clinic, bob: Client) -> None:
    alice = booked(clinic, soon(clinic, 10))
    form = {"at": wall(clinic, soon(clinic, 13)), "save": "1", "tell": "no"}
    answer = bob.post(at(alice, "move/"), form, headers={**FRAGMENT, **IN_FRENCH})
    said = toast(answer)["text"]
    assert said.startswith("Déplacé, ")
    assert f"13{_}h avec {clinic.therapists[0].first_name}" in said
    alice.refresh_from_db()
    assert alice.status == Status.BOOKED


def test_the_day_sheet_is_in_french(clinic: Clinic, bob: Client) -> None:
    alice = booked(clinic, soon(clinic, 13, 30))
    day = alice.starts_local.date()
    page = bob.get(f"{SCHEDULE}sheet/", {"date": day.isoformat()}, headers=IN_FRENCH).text
    assert '<html lang="fr-CA">' in page
    assert f"13{_}h{_}30 <span>à 14{_}h{_}30</span>" in page
    assert not [one for one in ("Day sheet", "Printed", "Free<", ">Phone<") if one in page]


def test_the_waiting_list_is_in_french(clinic: Clinic, bob: Client) -> None:
    page = text(bob.get("/admin/waiting-list/", headers=IN_FRENCH))
    assert "Personne n’attend ici." in page
    assert "Free times are offered" not in page


@pytest.mark.parametrize(("language", "is_there"), [("fr-CA", True), ("en-CA", False)])
def test_the_foot_of_a_printed_sheet_counts_pages_in_its_language(
    clinic: Clinic, bob: Client, language: str, is_there: bool
) -> None:
    page = bob.get(f"{SCHEDULE}sheet/", headers={"Accept-Language": language}).text
    assert ("desk_sheet_french" in page) == is_there
