"""Whoever was signed out meanwhile loses nothing that was typed."""

import pytest
from django.test import Client

from care.models import NoteTemplate, RecordAccess, Verb
from care.progress.roland_morris import ITEMS
from tests.care.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SENT = {
    "sessions/{session}/note/add/": "sessions/{session}/note/",
    "sessions/{session}/note/save/": "sessions/{session}/note/",
    "sessions/{session}/questionnaire/": "sessions/{session}/questionnaire/",
    "course/": "course/",
    "course/end/": "progress/",
}


@pytest.mark.parametrize(("sent", "back"), SENT.items())
def test_what_was_typed_stays_on_the_page(
    cast: Cast, maya: Client, client: Client, sent: str, back: str
) -> None:
    start, keys = f"/care/patients/{cast.alice.pk}/", {"session": cast.appointment.pk}
    typed = {"text": "She phoned: <better>", "items": ["2", "5"], "seen": "odd"}
    answer = client.post(start + sent.format(**keys), typed)

    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (401, True)
    assert "She phoned: &lt;better&gt;</textarea>" in answer.text
    assert f"{ITEMS[1]}\n{ITEMS[4]}</textarea>" in answer.text.replace("&#x27;", "'")
    assert "odd" not in answer.text
    assert f"next={start}{back.format(**keys)}" in answer.text.replace("%2F", "/")
    assert maya.get(start + back.format(**keys)).status_code in (200, 404)


def test_a_template_that_was_typed_stays_too(cast: Cast, client: Client) -> None:
    answer = client.post("/care/templates/new/", {"name": "Short", "plan": "Ice"})

    assert (answer.status_code, "Ice</textarea>" in answer.text) == (401, True)
    assert not NoteTemplate.objects.exists()


def test_a_try_of_a_stranger_stands_in_no_patients_list(cast: Cast, client: Client) -> None:
    key = cast.alice.pk
    tries = (f"/care/patients/{key}/", f"/care/patients/{key}/progress/")
    for address in tries:
        assert client.get(address).status_code == 302

    rows = RecordAccess.objects.values_list("verb", "patient_key", "user_key")
    assert list(rows) == [(Verb.REFUSED, None, None)] * len(tries)
