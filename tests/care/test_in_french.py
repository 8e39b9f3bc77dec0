"""The record in French: asked, stopped, refused and agreed to in the reader's own language."""

import json

import pytest
from django.test import Client
from django.utils import timezone, translation

from booking.models import Appointment
from care.body import AREAS
from care.models import ENGLISH, FRENCH, Consent, ConsentText, Intake
from care.notes.content import read_techniques, said_techniques
from care.progress.change import PAIN, compare
from care.templatetags.moments import day, day_and_clock
from tests.care.intakes import PAGES, address, fill_in, post, send, sign
from tests.care.notes import attend, signed
from tests.care.people import Cast
from tests.care.test_download import sign_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
IN_FRENCH = "fr-CA,fr;q=0.9"


@pytest.fixture
def francophone(alices: Client) -> Client:
    """Alice's browser, signed in, which asks for French."""
    alices.defaults["HTTP_ACCEPT_LANGUAGE"] = IN_FRENCH
    return alices


def page_of(client: Client, path: str) -> str:
    return client.get(path, follow=True).content.decode().replace("\xa0", " ")


def test_it_asks_from_the_first_page_to_the_last_in_french(
    francophone: Client, appointment: Appointment
) -> None:
    asked = {
        "safety": "Avez-vous l’un de ces signes en ce moment?",
        "reason": "Qu’est-ce qui vous amène?",
        "pain": "Épaule gauche, vue de dos",
        "health": "Je prends des anticoagulants",
        "wishes": "Quelle pression souhaitez-vous?",
    }
    for page, words in asked.items():
        assert words in page_of(francophone, address(appointment, page))
        post(francophone, appointment, page, **PAGES[page])

    assert "J’accepte de recevoir des soins" in page_of(
        francophone, address(appointment, "consent")
    )
    assert sign(francophone, appointment)["Location"] == address(appointment, "thanks")
    assert "C’est en route" in page_of(francophone, address(appointment, "thanks"))


def test_it_shows_what_was_sent_in_the_reader_s_language(
    francophone: Client, appointment: Appointment, maya: Client, cast: Cast
) -> None:
    intake = send(francophone, appointment)
    english = page_of(maya, f"/care/patients/{cast.alice.pk}/intakes/{intake.pk}/")

    assert "Bas du dos, à gauche" in page_of(francophone, address(appointment))
    assert "6 sur 10" in page_of(francophone, address(appointment))
    assert "Left lower back" in english
    assert "6 of 10" in english


def test_it_keeps_the_same_answers_in_either_language(
    francophone: Client, appointment: Appointment
) -> None:
    answers = send(francophone, appointment).answers

    assert (answers["areas"], answers["since"]) == (["low_back_left", "sacrum"], "weeks")
    assert (answers["cautions"], answers["pressure"]) == (["blood_thinners"], "medium")


@pytest.mark.parametrize(
    ("flag", "advice"),
    [
        ("fever", "Veuillez d’abord consulter un médecin"),
        ("numb_saddle", 'Appelez le <a href="tel:911">911</a> maintenant'),
    ],
)
def test_it_stops_at_a_red_flag_in_french(
    francophone: Client, appointment: Appointment, flag: str, advice: str
) -> None:
    post(francophone, appointment, "safety", red_flags=[flag])

    stopped = page_of(francophone, address(appointment))
    assert advice in stopped
    assert "Rien n’est annulé." in stopped


def test_it_refuses_in_french(francophone: Client, appointment: Appointment) -> None:
    unanswered = post(francophone, appointment, "safety")
    too_strong = post(francophone, appointment, "pain", pain_now="11")

    assert "Veuillez cocher ce qui est vrai" in unanswered.content.decode()  # type: ignore[attr-defined]
    assert "un nombre de 0 à 10" in too_strong.content.decode()  # type: ignore[attr-defined]


def test_its_scripts_find_french_words_on_the_page(
    francophone: Client, appointment: Appointment
) -> None:
    page = page_of(francophone, address(appointment, "pain"))

    assert 'data-offline="Pas encore enregistré : il n’y a pas de connexion' in page
    assert 'data-body-said="Indiqué : {places}"' in page


def test_its_drawings_hold_numbers_that_browsers_read(
    francophone: Client, appointment: Appointment
) -> None:
    page = page_of(francophone, address(appointment, "pain"))

    assert 'viewBox="0 0 240 480"' in page
    assert 'transform="matrix(-1 0 0 1 240 0)"' in page


def test_a_consent_keeps_the_language_in_which_it_was_read(
    francophone: Client, appointment: Appointment
) -> None:
    send(francophone, appointment)
    consents = list(Consent.objects.select_related("text"))
    francophone.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-CA"

    page = page_of(francophone, "/my-record/")
    assert {consent.language for consent in consents} == {FRENCH}
    assert all(consent.words == consent.text.text_fr for consent in consents)
    assert "J’accepte de recevoir des soins" in page
    assert "I agree to be treated" not in page
    assert 'lang="fr-ca"' in page
    assert "The text was read in this language: French." in page


def test_a_consent_read_in_english_stays_in_english(
    francophone: Client, appointment: Appointment
) -> None:
    francophone.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-CA"
    send(francophone, appointment)
    francophone.defaults["HTTP_ACCEPT_LANGUAGE"] = IN_FRENCH

    page = page_of(francophone, "/my-record/")
    assert {consent.language for consent in Consent.objects.all()} == {ENGLISH}
    assert "I agree to be treated" in page
    assert "Langue du texte accepté : anglais." in page


def test_it_is_signed_in_the_language_of_the_page_that_was_signed(
    francophone: Client, appointment: Appointment
) -> None:
    fill_in(francophone, appointment)
    assert f'name="shown_in" value="{FRENCH}"' in page_of(
        francophone, address(appointment, "consent")
    )
    francophone.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-CA"
    sign(francophone, appointment, shown_in=FRENCH)

    assert {consent.language for consent in Consent.objects.all()} == {FRENCH}


def test_it_takes_no_invented_language(francophone: Client, appointment: Appointment) -> None:
    fill_in(francophone, appointment)
    sign(francophone, appointment, shown_in="tlh")

    assert {consent.language for consent in Consent.objects.all()} == {FRENCH}


def test_a_text_that_has_no_french_is_read_and_kept_in_english(
    francophone: Client, appointment: Appointment
) -> None:
    ConsentText.objects.create(
        kind="treatment", version=2, text="Our own words.", in_force_from=timezone.now()
    )
    fill_in(francophone, appointment)
    assert '<div lang="en-ca"><p>Our own words.</p>' in page_of(
        francophone, address(appointment, "consent")
    )
    sign(francophone, appointment)

    own = Consent.objects.get(text__text="Our own words.")
    assert (own.language, own.words) == (ENGLISH, "Our own words.")


def test_its_history_keeps_the_language(francophone: Client, appointment: Appointment) -> None:
    send(francophone, appointment)

    history = Consent.pgh_event_model.objects  # type: ignore[attr-defined]
    assert set(history.values_list("language", flat=True)) == {FRENCH}


def test_a_download_to_read_is_french_and_one_for_programs_the_same_in_both(
    francophone: Client, appointment: Appointment, cast: Cast
) -> None:
    send(francophone, appointment)
    path = f"/my-record/{cast.alice.pk}/download/"
    sign_in(francophone)
    read = francophone.post(path, {"file": "html"}).content.decode()
    told = json.loads(francophone.post(path, {"file": "json"}).content)

    assert '<html lang="fr-CA">' in read
    assert "Ce que vous avez écrit avant les visites" in read
    assert "Une à six semaines" in read
    assert told["consents"][0]["language"] == FRENCH
    assert {one["did"] for one in told["who_looked"]} <= {"Read", "Wrote", "Downloaded"}


def test_a_note_is_kept_as_written_and_said_in_the_reader_s_language(
    maya: Client, cast: Cast
) -> None:
    attend(cast.appointment)
    note = signed(cast, cast.appointment, techniques="Petrissage, Deep tissue\nslowly")
    maya.defaults["HTTP_ACCEPT_LANGUAGE"] = IN_FRENCH
    page = page_of(maya, f"/care/patients/{cast.alice.pk}/sessions/{cast.appointment.pk}/note/")

    note.refresh_from_db()
    assert note.content["techniques"] == "Petrissage, Deep tissue\nslowly"
    assert "Pétrissage, Tissus profonds<br>slowly" in page
    assert "Signée le" in page


def test_own_words_stay_as_they_are() -> None:
    with translation.override(FRENCH):
        assert said_techniques("Hot stones, slowly") == "Hot stones, slowly"
        assert said_techniques("Friction\nslowly") == "Friction\nslowly"
        assert said_techniques("") == ""
    assert read_techniques("Friction\nslowly") == (["Friction"], "slowly")


def test_days_are_written_as_the_language_writes_them() -> None:
    first = NOW.replace(month=5, day=1)
    with translation.override(FRENCH):
        assert day(first) == "1er mai 2027"
        assert " à " in day_and_clock(first)
    with translation.override(ENGLISH):
        assert day(first) == "1 May 2027"


def test_a_change_is_said_whole() -> None:
    with translation.override(FRENCH):
        assert compare(PAIN, 7, 4).words == "Baisse de 7 à 4\xa0: un changement qui compte"
        assert compare(PAIN, 7, 8).short == "1 de plus"


def test_no_place_on_the_body_is_named_alike() -> None:
    with translation.override(FRENCH):
        named = {str(area.label) for area in AREAS.values()}
    assert len(named) == len(AREAS)


def test_an_intake_is_none_of_it(francophone: Client, appointment: Appointment) -> None:
    """Who only looks in another language changes nothing."""
    page_of(francophone, address(appointment, "consent"))

    assert not Intake.objects.exists()
    assert not Consent.objects.exists()
