"""Every page for what went wrong has the site's own voice, in both languages."""

import pytest
from allauth.core.internal.ratelimit import respond_429
from django.core.exceptions import RequestDataTooBig
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext_lazy

from clinic import errors

pytestmark = pytest.mark.django_db
PAGES = ("400.html", "403.html", "404.html", "405.html", "413.html", "429.html")
FORM = reverse_lazy("care:guide_anew")


@pytest.mark.parametrize("template", PAGES)
def test_it_speaks_french(template: str, rf: RequestFactory) -> None:
    english = render_to_string(template, {}, rf.get("/"))
    with translation.override("fr-ca"):
        french = render_to_string(template, {}, rf.get("/"))
    assert heading(english) != heading(french)
    assert "To the first page" not in french


def heading(page: str) -> str:
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_it_shows_a_page_at_the_address_of_a_form(client: Client) -> None:
    answer = client.get(FORM)
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "There is nothing to see here" in answer.text


def test_it_leaves_programs_their_bare_refusal(client: Client) -> None:
    answer = client.get(FORM, headers={"Accept": "application/json"})
    assert answer.status_code == 405
    assert answer.content == b""


def test_it_says_that_too_much_was_sent(rf: RequestFactory) -> None:
    answer = errors.bad_request(rf.post("/"), RequestDataTooBig("settings.DATA_UPLOAD_…"))
    assert answer.status_code == 413
    assert "too much at once" in answer.text
    assert "DATA_UPLOAD" not in answer.text


def test_it_asks_whoever_tries_too_often_to_wait(rf: RequestFactory) -> None:
    answer = respond_429(rf.get("/"))
    assert answer.status_code == 429
    assert "Please wait a moment" in answer.text


def test_it_repeats_a_translated_sentence(rf: RequestFactory) -> None:
    said = gettext_lazy("Please see a doctor first")
    assert str(said) not in errors.forbidden(rf.get("/"), Exception(said)).text
    sentence = gettext_lazy("You are not allowed to see it, or to do this.")
    assert str(sentence) in errors.bad_request(rf.get("/"), Exception(sentence)).text


def test_it_shows_the_last_resort_in_both_languages_without_a_context() -> None:
    page = render_to_string("500.html")
    assert "wrong on our side" in page
    assert "de notre côté" in page
