"""Text messages that come in: who may call, what they do, and that they do it once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from patients import contact
from patients.models import Patient
from reminders.incoming import receiving
from reminders.incoming.signature import FORM, LARGEST_BODY
from reminders.incoming.understanding import Wish, wish_in
from reminders.models import IncomingText
from tests.concurrency.together import together
from tests.factories import make_patient
from tests.reminders.texts import (
    INCOMING,
    NUMBER,
    STATUS,
    call,
    form_of,
    key,
    signature,
    spoken,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Patient:
    """Gets text messages."""
    return make_patient(
        phone=NUMBER, reminders_by_sms=True, sms_agreed_at=timezone.now() - timedelta(days=9)
    )


def is_stopped(patient: Patient) -> bool:
    patient.refresh_from_db()
    return patient.sms_stopped_at is not None


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        *((body, Wish.CONFIRM) for body in ("C", " c. ", "C!", "Confirm", "YES", "Oui", "ＯＵＩ")),
        *((body, Wish.STOP) for body in ("STOP", "stop.", "ARRET", "Arrêt", "arre\u0302t", "End")),
        *((body, Wish.STOP) for body in ("CANCEL", "Unsubscribe", "STOP ALL", "Stop texting me")),
        *((body, Wish.START) for body in ("START", "unstop ")),
        *((body, Wish.HELP) for body in ("HELP", "Aide ?", "info")),
        *((body, Wish.OTHER) for body in ("", "👍", "\0", "C but later", "x" * 1600, "cancel it")),
        *(
            (body, Wish.STOP)
            for body in ("please stop", "Stop, please!", "SVP arrêtez", "stop svp")
        ),
        *((body, Wish.STOP) for body in ("Stop sending me these messages", "Cancel please")),
        ("STOP texting me please or else", Wish.STOP),
        ("S'il vous plaît arrêtez de m'écrire", Wish.STOP),
        *(
            (body, Wish.CONFIRM)
            for body in ("C merci", "oui merci", "yes thanks", "Yes, thank you")
        ),
        *((body, Wish.OTHER) for body in ("cancel my appointment on Tuesday", "Annuler mardi svp")),
        *(
            (body, Wish.OTHER)
            for body in ("thanks", "merci", "c you", "yes but later", "end of pain")
        ),
        ("stop " * 13, Wish.OTHER),
    ],
)
def test_it_understands_one_word(body: str, wish: Wish) -> None:
    assert wish_in(body) == wish


@pytest.mark.parametrize("path", [INCOMING, STATUS])
def test_it_refuses_what_nobody_signed(path: str, alice: Patient) -> None:
    for forged in ("", "x", "é", "A" * 28):
        assert call(path, form_of("STOP"), **{"X-Twilio-Signature": forged}).status_code == 403
    assert not is_stopped(alice)


@pytest.mark.parametrize("field", ["Body", "From", "MessageSid", "AccountSid"])
def test_it_refuses_what_was_altered_on_the_way(field: str, alice: Patient) -> None:
    form = form_of("HELLO")
    signed = signature(INCOMING, form)
    response = call(INCOMING, form | {field: "STOP"}, **{"X-Twilio-Signature": signed})
    assert response.status_code == 403
    assert not is_stopped(alice)


def test_it_refuses_the_signature_of_another_address(alice: Patient) -> None:
    form = form_of("STOP")
    signed = {"X-Twilio-Signature": signature(STATUS, form)}
    assert call(INCOMING, form, **signed).status_code == 403


def test_it_takes_forms_only_and_no_large_ones(alice: Patient) -> None:
    assert Client().post(INCOMING, {"Body": "STOP"}).status_code == 415
    large = "Body=" + "x" * LARGEST_BODY
    assert Client().post(INCOMING, large, content_type=FORM).status_code == 413
    assert Client().get(INCOMING).status_code == 405


def test_without_a_provider_there_is_no_such_page(alice: Patient) -> None:
    form = form_of("STOP")
    with_account, settings.SMS_URL = settings.SMS_URL, ""
    try:
        assert Client().post(INCOMING, form).status_code == 404
    finally:
        settings.SMS_URL = with_account


def test_stop_stops_for_everybody_with_the_number(alice: Patient) -> None:
    cleo = make_patient(given_name="Cleo", phone=NUMBER, reminders_by_sms=True)
    other = make_patient(given_name="Bea", phone="+16045550124", reminders_by_sms=True)
    assert "no more text messages" in text("Stop")
    assert is_stopped(alice)
    assert is_stopped(cleo)
    assert not is_stopped(other)


def test_start_takes_it_back_and_is_a_new_agreement(alice: Patient) -> None:
    text("STOP")
    before = alice.sms_agreed_at
    assert "text messages again" in text("Start")
    assert not is_stopped(alice)
    assert alice.sms_agreed_at > before  # type: ignore[operator]


def test_start_gives_no_texts_to_who_never_chose_them() -> None:
    stopped = make_patient(phone=NUMBER, sms_stopped_at=timezone.now())
    assert "had not chosen text messages" in text("START")
    assert is_stopped(stopped)


def test_help_says_who_we_are(alice: Patient) -> None:
    assert settings.CLINIC_NAME in text("HELP")


def test_what_nobody_reads_is_said_once_a_day(alice: Patient) -> None:
    assert "nobody reads this number" in text("My back hurts")
    assert text("Can I come later?") == ""
    IncomingText.objects.update(received_at=timezone.now() - timedelta(hours=25))
    assert "nobody reads this number" in text("Hello?")


def test_its_words_are_kept_nowhere(alice: Patient, caplog: pytest.LogCaptureFixture) -> None:
    text("My herniated disc hurts")
    kept = IncomingText.objects.values().get()
    assert "herniated" not in f"{kept} {caplog.text}"
    assert (kept["sender"], kept["understood"]) == (NUMBER, "other")


def test_a_replay_does_nothing(alice: Patient) -> None:
    form = form_of("STOP")
    assert spoken(call(INCOMING, form)) != ""
    text("START")
    replayed = call(INCOMING, form)
    assert (replayed.status_code, spoken(replayed)) == (200, "")
    assert not is_stopped(alice)


@pytest.mark.parametrize("sender", ["+16045559999", "12345", "Unknot", "", "\0"])
def test_it_does_nothing_for_who_is_unknown(alice: Patient, sender: str) -> None:
    assert text("STOP", From=sender) == ""
    assert not is_stopped(alice)
    assert not IncomingText.objects.exists()


def test_it_wants_the_messages_name(alice: Patient) -> None:
    for odd in ("", "x", "\0", "SM" + "0" * 64):
        assert call(INCOMING, form_of("STOP", MessageSid=odd)).status_code == 400
    assert not is_stopped(alice)


def test_it_leaves_the_answer_to_a_provider_that_gave_one(alice: Patient) -> None:
    assert text("Lopeta", OptOutType="STOP") == ""
    assert is_stopped(alice)


def test_it_answers_in_the_patients_language(alice: Patient) -> None:
    Patient.objects.update(language="fr-ca")
    assert "personne ne lit" in text("Bonjour").lower()


@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_once_do_it_once(alice: Patient) -> None:
    form = form_of("HELP")
    responses = together([lambda: call(INCOMING, form)] * 10)
    assert [bool(spoken(one)) for one in responses].count(True) == 1
    assert IncomingText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_key_a_replay_is_answered_again(
    alice: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: only the kept key refuses the second copy."""
    monkeypatch.setattr(receiving, "_is_first", lambda *_: True)
    form = form_of("HELP")
    assert all(spoken(one) for one in together([lambda: call(INCOMING, form)] * 2))


@pytest.mark.django_db(transaction=True)
def test_what_fails_half_way_may_come_again(
    alice: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is kept with the effect, or not at all."""
    form = receiving.Text(key(), NUMBER, Wish.STOP)
    with monkeypatch.context() as broken:
        broken.setattr(contact, "stop_texts", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receiving.receive(form, now=timezone.now())
    assert not IncomingText.objects.exists()
    receiving.receive(form, now=timezone.now())
    assert is_stopped(alice)
