"""What a message says: the clinic's words where it has some, ours elsewhere."""

import pytest
from pytest_django import DjangoAssertNumQueries

from reminders.models import Channel, MessageText
from reminders.words import PLACEHOLDERS, Wording, Words, editable, fill, not_allowed, ours

KEY = {"kind": "reminder_first", "channel": Channel.EMAIL, "language": "en-ca"}
EVERY = [(kind, channel) for kind, channel in editable()]
VALUES = {"appointment": "your appointment", "date": "mardi 4 mai", "clinic": "Unknot"}


def of(**texts: str) -> Words:
    return Wording.made_of([MessageText(**KEY, **texts)]).of(*KEY.values())


def test_it_says_ours_where_the_clinic_has_no_words() -> None:
    assert Wording().of(*KEY.values()) == ours(*KEY.values())
    assert ours(*KEY.values()).opening == "This is a reminder. See you soon."


def test_it_says_the_clinics_field_and_ours_in_the_others() -> None:
    words = of(opening="We will be glad to see you, {name}.")
    assert words.opening == "We will be glad to see you, {name}."
    assert words.heading == ours(*KEY.values()).heading


def test_it_says_ours_in_the_place_of_a_text_with_an_unknown_placeholder() -> None:
    assert of(opening="{treatment} is soon.") == ours(*KEY.values())


def test_it_keeps_the_link_out_of_subjects() -> None:
    assert not_allowed("subject", "{date}: {link}") == ["link"]
    assert of(subject="{date}: {link}").subject == ours(*KEY.values()).subject


def test_it_says_blank_words_as_ours() -> None:
    assert of(opening=" \n") == ours(*KEY.values())


def test_it_says_lines_as_lines() -> None:
    assert of(opening="One.\r\n\r\nTwo.\r\n").opening == "One.\n\nTwo."


@pytest.mark.django_db
def test_it_reads_what_the_clinic_has_written_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    MessageText.objects.create(**KEY, heading="See you soon")
    MessageText.objects.create(**KEY | {"channel": Channel.SMS}, opening="Soon: {time}")
    with django_assert_num_queries(1):
        wording = Wording.read()
    assert wording.of(*KEY.values()).heading == "See you soon"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{appointment} is soon", "Your appointment is soon"),
        ("Soon: {appointment}", "Soon: your appointment"),
        ("Hello. {appointment}!", "Hello. Your appointment!"),
        ("Hello\n{date}", "Hello\nMardi 4 mai"),
        ("{clinic}: {appointment}", "Unknot: your appointment"),
        ("{ clinic }, {}, {, {nothing}", "{ clinic }, {}, {, {nothing}"),
    ],
)
def test_it_fills_the_placeholders(text: str, said: str) -> None:
    assert fill(text, VALUES) == said


def test_it_takes_the_value_of_the_capitalised_name() -> None:
    assert fill("{appointment}", {"appointment": "a", "Appointment": "B"}) == "B"


@pytest.mark.parametrize(("kind", "channel"), EVERY)
@pytest.mark.parametrize("language", ["en-ca", "fr-ca"])
def test_it_has_words_of_its_own_that_anybody_may_use(
    kind: str, channel: Channel, language: str
) -> None:
    words = ours(kind, channel, language)
    assert words.opening
    assert [not_allowed(name, getattr(words, name)) for name in ("subject", "opening")] == [[], []]


def test_it_offers_nothing_of_health() -> None:
    assert not {"treatment", "price", "note", "reason", "concern"} & PLACEHOLDERS.keys()


def test_it_has_no_words_for_messages_to_staff() -> None:
    assert not {"time_off_decided", "check_in_answered", "check_in_unread"} & {
        kind for kind, _ in editable()
    }
