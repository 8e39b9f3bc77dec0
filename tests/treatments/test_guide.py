"""The guide's rules, row by row, and what they suggest of what a clinic offers."""

from typing import Any

import pytest
from django.utils import translation

from tests.factories import make_treatment
from treatments.guide import questions, rules
from treatments.guide.rules import DEEP, FASCIA, NEURO, SWEDISH, TRIGGER
from treatments.guide.suggestion import Suggestion, suggest
from treatments.models import GuideConcern, GuideSuits, Intensity, TreatmentType
from treatments.shipped import SHIPPED_TREATMENTS

# Somebody about whom nothing speaks for anything.
NOTHING = {
    "where": ["low_back"],
    "feels": "",
    "since": "months",
    "strength": "moderate",
    "cause": "unknown",
    "care": ["none"],
    "pressure": "unknown",
}
INTENSITIES = {
    SWEDISH: Intensity.GENTLE,
    DEEP: Intensity.FIRM,
    TRIGGER: Intensity.FIRM_LOCAL,
    FASCIA: Intensity.GENTLE_TO_MEDIUM,
    NEURO: Intensity.MEDIUM_TO_FIRM,
}
CHOICES = {
    "where": questions.WHERE,
    "feels": questions.FEELS,
    "since": questions.SINCE,
    "strength": questions.STRENGTH,
    "cause": questions.CAUSE,
    "care": questions.CARE,
    "pressure": questions.PRESSURE,
}


@pytest.fixture
def five() -> None:
    for position, (slug, intensity) in enumerate(INTENSITIES.items()):
        make_treatment(slug, minutes=(45, 60, 90), intensity=intensity, position=position)


def slugs(suggestion: Suggestion) -> list[str]:
    return [one.treatment.slug for one in suggestion.suggested]


# Each row of the table of concerns: an answer that brings it up, and the type it speaks for most.
ROWS = [
    ("tense", {"feels": "tense"}, SWEDISH),
    ("knots", {"feels": "knots"}, DEEP),
    ("spreads", {"feels": "spreads"}, TRIGGER),
    ("stiff", {"feels": "stiff"}, FASCIA),
    ("all_over", {"where": ["all_over"]}, SWEDISH),
    ("recent", {"since": "days"}, SWEDISH),
    ("recent", {"since": "weeks"}, SWEDISH),
    ("lasting", {"since": "longer"}, DEEP),
    ("mild", {"strength": "mild"}, SWEDISH),
    ("strong", {"strength": "strong"}, FASCIA),
    ("sitting", {"cause": "sitting"}, SWEDISH),
    ("strain", {"cause": "strain"}, DEEP),
    ("stress", {"cause": "stress"}, SWEDISH),
    ("injury", {"cause": "injury"}, NEURO),
    ("pregnancy", {"cause": "pregnancy"}, SWEDISH),
    ("other_care", {"care": ["physiotherapy", "medication"]}, NEURO),
    ("other_care", {"care": ["chiropractic"]}, NEURO),
    ("gentle", {"pressure": "gentle"}, SWEDISH),
    ("medium", {"pressure": "medium"}, FASCIA),
    ("firm", {"pressure": "firm"}, DEEP),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("concern", "answer", "first"), ROWS)
def test_it_answers_to_each_concern(
    five: None, concern: str, answer: dict[str, Any], first: str
) -> None:
    answers = NOTHING | answer
    assert [one.key for one in rules.concerns_in(answers)] == [concern]
    best = suggest(answers).suggested[0]
    assert best.treatment.slug == first
    assert best.reasons == [rules.BY_KEY[concern].because]


def test_every_concern_has_its_row() -> None:
    assert {concern for concern, _, _ in ROWS} == set(rules.BY_KEY)


def test_every_concern_asks_for_choices_that_exist() -> None:
    for concern in rules.CONCERNS:
        assert concern.values <= set(CHOICES[concern.question])
        assert set(concern.suits) <= set(INTENSITIES)


def test_it_knows_the_types_that_ship() -> None:
    assert {one.slug: one.intensity for one in SHIPPED_TREATMENTS} == INTENSITIES


@pytest.mark.django_db
def test_the_clinic_can_answer_every_concern() -> None:
    assert set(GuideConcern.in_use()) == set(rules.BY_KEY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer", [{"strength": "strong"}, {"cause": "pregnancy"}, {"pressure": "gentle"}]
)
def test_it_suggests_nothing_firm_to_begin_with(five: None, answer: dict[str, str]) -> None:
    suggestion = suggest(NOTHING | {"feels": "knots", "since": "longer"} | answer)
    assert suggestion.keeps_it_gentle
    assert not {DEEP, TRIGGER} & set(slugs(suggestion))


@pytest.mark.django_db
def test_it_names_a_second_type_that_comes_near(five: None) -> None:
    assert slugs(suggest(NOTHING | {"feels": "knots"})) == [DEEP, TRIGGER]
    assert slugs(suggest(NOTHING | {"feels": "spreads"})) == [TRIGGER]


@pytest.mark.django_db
def test_it_begins_with_the_clinics_first_type_when_nothing_speaks_for_any(five: None) -> None:
    suggestion = suggest(NOTHING)
    assert slugs(suggestion) == [SWEDISH]
    assert suggestion.suggested[0].reasons == []


@pytest.mark.django_db
def test_it_gives_the_three_strongest_reasons(five: None) -> None:
    answers = NOTHING | {"feels": "tense", "cause": "stress", "pressure": "gentle", "since": "days"}
    [best] = suggest(answers).suggested
    assert best.reasons == [rules.BY_KEY[key].because for key in ("stress", "gentle", "tense")]


@pytest.mark.django_db
def test_it_suggests_only_what_is_offered(five: None) -> None:
    assert slugs(suggest(NOTHING | {"feels": "stiff"})) == [FASCIA]
    TreatmentType.objects.filter(slug=FASCIA).update(is_active=False)
    assert FASCIA not in slugs(suggest(NOTHING | {"feels": "stiff"}))


@pytest.mark.django_db
def test_it_suggests_nothing_where_nothing_is_offered() -> None:
    assert suggest(NOTHING).suggested == []


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        ({"where": ["neck"], "strength": "mild", "since": "days"}, 45),
        ({"where": ["neck", "shoulders"], "strength": "mild", "since": "days"}, 60),
        ({"where": ["neck"], "strength": "mild", "since": "longer"}, 60),
        ({"where": ["neck", "shoulders", "hips"]}, 75),
        ({"where": ["all_over"]}, 75),
    ],
)
def test_it_suggests_how_long(answer: dict[str, Any], minutes: int) -> None:
    assert rules.minutes_for(NOTHING | answer) == minutes


@pytest.mark.django_db
@pytest.mark.parametrize(("wished", "offered"), [(["neck"], 60), (["all_over"], 60)])
def test_it_takes_the_nearest_duration_there_is(wished: list[str], offered: int) -> None:
    make_treatment(SWEDISH, minutes=(30, 60, 90))
    [best] = suggest(NOTHING | {"where": wished}).suggested
    assert best.option.minutes == offered


@pytest.mark.parametrize(
    ("answer", "course"),
    [
        ({"since": "days", "strength": "mild"}, "one"),
        ({"since": "weeks"}, "one"),
        ({"since": "months"}, "few"),
        ({"since": "days", "strength": "strong"}, "few"),
        ({"since": "longer", "strength": "mild"}, "course"),
    ],
)
def test_it_says_whether_a_course_makes_sense(answer: dict[str, str], course: str) -> None:
    assert rules.course_for(NOTHING | answer).key == course


@pytest.mark.django_db
def test_the_clinics_types_take_the_place_of_ours(five: None) -> None:
    own = make_treatment("physiotherapy", position=9)
    concern = GuideConcern.objects.get(key="knots")
    GuideSuits.objects.create(concern=concern, treatment=own, weight=3)
    assert slugs(suggest(NOTHING | {"feels": "knots"})) == ["physiotherapy"]


@pytest.mark.django_db
def test_the_clinics_words_take_the_place_of_ours_in_each_language(five: None) -> None:
    GuideConcern.objects.filter(key="stiff").update(
        because="you move like a door", because_in_french="vous bougez comme une porte"
    )
    [best] = suggest(NOTHING | {"feels": "stiff"}).suggested
    assert best.reasons == ["you move like a door"]
    with translation.override("fr-ca"):
        [best] = suggest(NOTHING | {"feels": "stiff"}).suggested
    assert best.reasons == ["vous bougez comme une porte"]


@pytest.mark.django_db
def test_it_takes_four_queries(five: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        suggest(NOTHING | {"feels": "knots"})


def test_it_promises_nothing() -> None:
    texts = [str(concern.because) for concern in rules.CONCERNS]
    texts += [str(one.advice) for one in (rules.ONE_VISIT, rules.A_FEW, rules.A_COURSE)]
    assert not [text for text in texts if "cure" in text or "heal" in text]
