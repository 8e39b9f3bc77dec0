"""Texts of messages in the admin: written by managers, read by the desk, nobody else's business."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from reminders.models import Channel, MessageText
from reminders.words import Wording, editable, ours
from tests.factories import make_patient, make_treatment
from tests.staff import at_work, browser_of, make_staff

pytestmark = pytest.mark.django_db

LIST = "/admin/reminders/messagetext/"
MAIL, SMS = ("reminder_first", "email", "en-ca"), ("reminder_first", "sms", "en-ca")
HX = {"HX-Request": "true"}


def address(keys: tuple[str, str, str] = MAIL, verb: str = "") -> str:
    return f"{LIST}{'/'.join(keys)}/{verb}"


@pytest.fixture
def manager() -> Client:
    return at_work("manager")


def save(
    manager: Client, keys: tuple[str, str, str] = MAIL, *, edition: str | None = None, **words: str
) -> Any:
    kind, channel, language = keys
    row = MessageText.objects.filter(kind=kind, channel=channel, language=language).first()
    seen = row.changed_at.isoformat() if row else ""
    form = {"edition": seen if edition is None else edition, **words}
    return manager.post(address(keys), form)


def stored() -> MessageText:
    return MessageText.objects.get()


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_lists_every_text_and_whose_words_it_has(manager: Client) -> None:
    save(manager, opening="We look forward to {time}.")
    page = text_of(manager.get(LIST))
    for kind, channel in editable():
        assert address((kind, channel.value, "fr-ca")) in page
    assert page.count("The clinic’s own") == 1


def test_it_keeps_the_clinics_words(manager: Client) -> None:
    response = save(manager, subject=" See you at {time} ", opening="One.\r\n\r\nTwo.")
    assert (response.status_code, response["Location"]) == (303, address())
    assert (stored().subject, stored().opening) == ("See you at {time}", "One.\n\nTwo.")
    words = Wording.read().of(*MAIL)
    assert words.subject == "See you at {time}"
    assert words.heading == ours(*MAIL).heading


def test_what_is_the_same_as_ours_stays_ours(manager: Client) -> None:
    save(manager, subject=ours(*MAIL).subject, opening="Soon!")
    assert (stored().subject, stored().opening) == ("", "Soon!")


def test_it_shows_what_applies_where_a_field_is_empty(manager: Client) -> None:
    page = text_of(manager.get(address()))
    assert "Ours, while it is empty:" in page
    assert "This is a reminder. See you soon." in page


def test_it_says_what_is_wrong_next_to_the_field_and_loses_nothing(manager: Client) -> None:
    response = save(manager, subject="Your {treatment}", opening="Half of what I wrote")
    page = text_of(response)
    assert response.status_code == 422
    assert "There is no placeholder {treatment}." in page
    assert 'value="Your {treatment}"' in page
    assert "Half of what I wrote" in page
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("keys", "words", "said"),
    [
        (MAIL, {"subject": "At {time"}, "A brace has lost the other one"),
        (MAIL, {"subject": "See {link}"}, "{link} cannot stand in a subject"),
        (MAIL, {"subject": "See\nBcc: x@y.test"}, "without a line break"),
        (MAIL, {"subject": "\0"}, "a character that cannot be shown"),
        (MAIL, {"subject": "x" * 151}, "150 characters at most; these are 151"),
        (MAIL, {"opening": "x" * 1001}, "1000 characters at most; these are 1001"),
        (SMS, {"opening": "{diagnosis}"}, "There is no placeholder {diagnosis}"),
        (SMS, {"opening": "ê" * 500}, "which is paid for; 6 is the most"),
    ],
)
def test_it_refuses(
    manager: Client, keys: tuple[str, str, str], words: dict[str, str], said: str
) -> None:
    response = save(manager, keys, **words)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not MessageText.objects.exists()


@pytest.mark.parametrize("keys", [SMS, MAIL])
def test_it_warns_of_words_of_health_and_saves_them(
    manager: Client, keys: tuple[str, str, str]
) -> None:
    make_treatment("deep-tissue-massage")
    field = "opening" if keys == SMS else "subject"
    assert save(manager, keys, **{field: "Your deep tissue massage at {time}"}).status_code == 303
    assert "It names “Deep Tissue Massage”" in text_of(manager.get(address(keys)))


def test_it_does_not_warn_inside_an_e_mail(manager: Client) -> None:
    save(manager, opening="We hope that the pain has gone.")
    assert "It names" not in text_of(manager.get(address()))


def test_a_preview_saves_nothing(manager: Client) -> None:
    response = manager.post(address(verb="preview/"), {"opening": "Come at {time}, {name}!"})
    assert response.status_code == 200
    assert "Come at 1:30 pm, Robin!" in text_of(response)
    assert "Come at {time}, {name}!" in text_of(response)
    assert not MessageText.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_preview_while_typing_is_a_fragment(manager: Client) -> None:
    response = manager.post(address(SMS, "preview/"), {"opening": "Çà, {name}: ê"}, headers=HX)
    page = text_of(response)
    assert "<html" not in page.partition("srcdoc")[0]
    assert "of UCS-2" in page
    assert "Çà, Robin: ê" in page


@pytest.mark.parametrize(("for_child", "said"), [("", "Your appointment"), ("on", "Leo’s appo")])
def test_a_preview_may_be_about_a_child(manager: Client, for_child: str, said: str) -> None:
    typed = {"heading": "{appointment} soon", "for_child": for_child}
    for headers in (HX, {}):
        page = text_of(manager.post(address(verb="preview/"), typed, headers=headers))
        assert said in page


def test_a_preview_says_what_is_wrong_and_shows_ours_there(manager: Client) -> None:
    typed = {"opening": "{nobody}", "heading": "Good day"}
    whole = manager.post(address(verb="preview/"), typed)
    part = manager.post(address(verb="preview/"), typed, headers=HX)
    assert (whole.status_code, part.status_code) == (422, 200)
    for page in (text_of(whole), text_of(part)):
        assert "There is no placeholder {nobody}." in page
        assert "Good day" in page
        assert "This is a reminder. See you soon." in page


def test_it_reads_nothing_of_real_patients(
    manager: Client, django_assert_max_num_queries: Any
) -> None:
    make_patient(given_name="Wilhelmina", family_name="Unmistakable")
    manager.get(address())
    with django_assert_max_num_queries(12) as asked:
        page = text_of(manager.get(address()))
    assert "Robin" in page
    assert "Wilhelmina" not in page
    assert not [one for one in asked if "patients_patient" in one["sql"]]


def test_html_in_a_text_is_text(manager: Client) -> None:
    save(manager, opening="<script>alert(1)</script>", heading='"><img src=x>')
    page = text_of(manager.get(address()))
    assert "<script>alert(1)" not in page
    # Escaped once in the e-mail, and once more as its frame's document.
    assert "&amp;lt;script&amp;gt;alert(1)" in page
    assert "<img src=x" not in page


def test_the_second_of_two_managers_is_told(manager: Client) -> None:
    save(manager, opening="First.")
    seen = stored().changed_at.isoformat()
    anne = make_staff("manager", "anne@example.test")
    save(browser_of(anne), opening="Of Anne.")
    response = save(manager, edition=seen, opening="Of the second.")
    page = text_of(response)
    assert response.status_code == 409
    assert "anne@example.test has saved this text while you wrote" in page
    assert "Of Anne." in page
    assert "Of the second.</textarea>" in page
    assert stored().opening == "Of Anne."


def test_the_second_may_then_put_theirs_in_its_place(manager: Client) -> None:
    save(manager, opening="First.")
    response = save(manager, edition="", opening="Second.")
    edition = stored().changed_at.isoformat()
    assert response.status_code == 409
    assert f'value="{edition}"' in response.text
    assert save(manager, edition=edition, opening="Second.").status_code == 303
    assert stored().opening == "Second."


def test_it_goes_back_to_our_words_after_asking(manager: Client) -> None:
    save(manager, opening="Ours is gone.", subject="This too")
    asked = manager.get(address(verb="ours/"))
    assert "Ours is gone." in text_of(asked)
    assert stored().opening == "Ours is gone."
    edition = stored().changed_at.isoformat()
    assert manager.post(address(verb="ours/"), {"edition": edition}).status_code == 303
    assert Wording.read().of(*MAIL) == ours(*MAIL)


def test_it_does_not_go_back_over_what_another_has_just_written(manager: Client) -> None:
    save(manager, opening="One.")
    seen = stored().changed_at.isoformat()
    save(manager, opening="Two.")
    response = manager.post(address(verb="ours/"), {"edition": seen})
    assert response.status_code == 409
    assert "Two." in text_of(response)
    assert stored().opening == "Two."


def test_the_history_says_who_changed_which_text(manager: Client) -> None:
    save(manager, opening="One.", subject="Two")
    save(manager, opening="One.", subject="Two")
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == "Changed: subject, opening."
    page = manager.get(reverse("admin:reminders_messagetext_history", args=(stored().pk,)))
    assert "Changed: subject, opening." in text_of(page)


def test_the_desk_reads_and_changes_nothing() -> None:
    MessageText.objects.create(
        kind=MAIL[0], channel=Channel.EMAIL, language="en-ca", opening="Of the clinic."
    )
    desk = at_work("receptionist")
    page = text_of(desk.get(address()))
    assert "Of the clinic." in page
    assert "<textarea" not in page
    assert desk.get(LIST).status_code == 200
    assert save(desk, opening="Of the desk.").status_code == 403
    assert desk.post(address(verb="preview/"), {}).status_code == 403
    assert desk.get(address(verb="ours/")).status_code == 403
    assert stored().opening == "Of the clinic."


ADDRESSES = (LIST, address(), address(verb="preview/"), address(verb="ours/"))


@pytest.mark.parametrize("role", ["patient", "therapist"])
@pytest.mark.parametrize("url", ADDRESSES)
def test_other_roles_are_refused(role: str, url: str) -> None:
    browser = at_work(role)
    statuses = {browser.get(url).status_code, browser.post(url, {"opening": "x"}).status_code}
    assert statuses <= {403, 405}
    assert not MessageText.objects.exists()


@pytest.mark.parametrize("url", ADDRESSES)
def test_everybody_else_is_asked_to_sign_in(client: Client, url: str) -> None:
    assert client.get(url).status_code == client.post(url).status_code == 302


@pytest.mark.parametrize("url", ADDRESSES)
def test_looking_changes_nothing(manager: Client, url: str) -> None:
    save(manager, opening="As it is.")
    before = MessageText.objects.values().get()
    manager.get(url, {"opening": "x", "edition": ""})
    manager.head(url)
    assert MessageText.objects.values().get() == before


@pytest.mark.parametrize(
    "keys",
    [
        ("no_such", "email", "en-ca"),
        ("reminder_first", "pigeon", "en-ca"),
        ("reminder_first", "email", "tlh"),
        ("several_changes", "email", "en-ca"),
    ],
)
def test_it_knows_no_other_texts(manager: Client, keys: tuple[str, str, str]) -> None:
    for verb in ("", "ours/"):
        assert manager.get(address(keys, verb)).status_code == 404
    assert manager.post(address(keys, "preview/")).status_code == 404


@pytest.mark.parametrize("key", ["1", "99999999999999999999", "x", "-1"])
def test_it_knows_no_other_rows(manager: Client, key: str) -> None:
    assert manager.get(f"{LIST}{key}/change/").status_code == 404
    assert manager.get(f"{LIST}add/").status_code == 403


def test_the_list_asks_the_database_as_often_however_many_texts_there_are(
    manager: Client, django_assert_max_num_queries: Any
) -> None:
    for kind, channel in editable():
        MessageText.objects.create(kind=kind, channel=channel, language="fr-ca", opening="x")
    manager.get(LIST)
    with django_assert_max_num_queries(10):
        manager.get(LIST)


def test_nothing_typed_leaves_nothing_behind(manager: Client) -> None:
    response = manager.post(address(), {"edition": "", "subject": ours(*MAIL).subject}, follow=True)
    assert "Nothing has changed." in text_of(response)
    assert not MessageText.objects.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("odd", ["\0", "{", "\U0001f486\ue000\ue001", "9" * 5000, "%s%(x)s{0}"])
@pytest.mark.parametrize("verb", ["", "preview/", "ours/"])
def test_nothing_that_is_typed_breaks_it(manager: Client, verb: str, odd: str) -> None:
    names = ("subject", "heading", "opening", "closing", "edition")
    for keys in (MAIL, SMS):
        response = manager.post(address(keys, verb), dict.fromkeys(names, odd))
        assert response.status_code in (200, 303, 409, 422)
        assert manager.post(address(keys, verb), {}).status_code in (200, 303, 409, 422)
