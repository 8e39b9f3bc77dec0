"""The rules of the guide, as tables: from answers to concerns, from concerns to treatment types.

A clinic may give each concern its own words and its own treatment types (`ConcernAnswer`); where it
has not, what stands here holds. Which type answers to what follows what the types do (the clinic's
pages about them say it) and no study that would rank them: where evidence compares kinds of massage
for low-back pain, it finds little difference, so what the person likes counts as much.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from treatments.models import Intensity

SWEDISH = "swedish-massage"
DEEP = "deep-tissue-massage"
TRIGGER = "trigger-point-therapy"
FASCIA = "myofascial-release"
NEURO = "neuromuscular-therapy"

type Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Concern:
    """Something that answers say: any of `values` to `question`.

    `because` completes the sentence "We suggest it because …"; `suits` are slugs of the shipped
    types, each with how much the concern speaks for it (1 to 3).
    """

    key: str
    question: str
    values: frozenset[str]
    because: Any
    suits: Mapping[str, int] = field(default_factory=dict)

    def is_met(self, answers: Answers) -> bool:
        given = answers.get(self.question) or ()
        return not self.values.isdisjoint((given,) if isinstance(given, str) else given)


def _concern(key: str, question: str, values: str, because: Any, **suits: int) -> Concern:
    names = {"swedish": SWEDISH, "deep": DEEP, "trigger": TRIGGER, "fascia": FASCIA, "neuro": NEURO}
    by_slug = {names[name]: weight for name, weight in suits.items()}
    return Concern(key, question, frozenset(values.split()), because, by_slug)


CONCERNS = (
    _concern("tense", "feels", "tense", _("your muscles feel tense and tired"), swedish=2),
    _concern("knots", "feels", "knots", _("you feel hard knots"), deep=2, trigger=2),
    _concern("spreads", "feels", "spreads", _("the pain spreads from one spot"), trigger=3),
    _concern(
        "stiff", "feels", "stiff", _("you feel stiff and move less freely"), fascia=3, neuro=1
    ),
    _concern("all_over", "where", "all_over", _("it is all over the body"), swedish=1, fascia=1),
    _concern("recent", "since", "days weeks", _("it is recent"), swedish=1, fascia=1),
    _concern(
        "lasting",
        "since",
        "longer",
        _("it has lasted longer than three months"),
        deep=2,
        neuro=1,
        fascia=1,
    ),
    _concern("mild", "strength", "mild", _("it is mild"), swedish=1),
    _concern("strong", "strength", "strong", _("it is strong now"), swedish=1, fascia=2),
    _concern("sitting", "cause", "sitting", _("it comes with sitting"), fascia=1, swedish=1),
    _concern("strain", "cause", "strain", _("it came with effort"), trigger=1, deep=1),
    _concern("stress", "cause", "stress", _("stress has a part in it"), swedish=3),
    _concern("injury", "cause", "injury", _("it goes back to an injury"), neuro=3),
    _concern("pregnancy", "cause", "pregnancy", _("you are pregnant"), swedish=3),
    _concern(
        "other_care",
        "care",
        "physiotherapy chiropractic",
        _("it goes well with your other care"),
        neuro=2,
    ),
    _concern("gentle", "pressure", "gentle", _("you like gentle pressure"), swedish=3, fascia=2),
    _concern(
        "medium", "pressure", "medium", _("you like medium pressure"), fascia=2, neuro=2, swedish=1
    ),
    _concern("firm", "pressure", "firm", _("you like firm pressure"), deep=3, trigger=2, neuro=1),
)
BY_KEY = {concern.key: concern for concern in CONCERNS}

# Firm work waits where it could make things worse before they are known.
NOT_FIRM_WHILE = frozenset({"strong", "pregnancy", "gentle"})
FIRM = frozenset({Intensity.FIRM, Intensity.FIRM_LOCAL})

# Minutes: how much there is to do.
SHORT, USUAL, LONG = 45, 60, 75
MANY_PLACES = 3


@dataclass(frozen=True)
class Course:
    """Whether to come more than once: `key` for tests, `advice` to read."""

    key: str
    advice: Any


ONE_VISIT = Course(
    "one",
    _("One session may be enough. See how you feel in the days after, then decide."),
)
A_FEW = Course(
    "few",
    _("Two or three sessions, a week or two apart, are usual. Then look at it together."),
)
A_COURSE = Course(
    "course",
    _(
        "What has lasted long often needs several sessions before one notices a change: four to "
        "six, a week or two apart, are usual. Your therapist plans it with you, and you can stop "
        "at any time."
    ),
)


def concerns_in(answers: Answers) -> list[Concern]:
    """What the answers say, in the order of the table."""
    return [concern for concern in CONCERNS if concern.is_met(answers)]


def may_be_firm(concerns: Iterable[Concern]) -> bool:
    return NOT_FIRM_WHILE.isdisjoint(concern.key for concern in concerns)


def minutes_for(answers: Answers) -> int:
    """How long a session to suggest, before looking at which durations are offered."""
    where = answers.get("where") or ()
    if "all_over" in where or len(where) >= MANY_PLACES:
        return LONG
    small = len(where) == 1 and answers.get("strength") == "mild"
    return SHORT if small and answers.get("since") in ("days", "weeks") else USUAL


def course_for(answers: Answers) -> Course:
    """Whether one visit, a few or a course make sense to begin with."""
    if answers.get("since") == "longer":
        return A_COURSE
    if answers.get("since") == "months" or answers.get("strength") == "strong":
        return A_FEW
    return ONE_VISIT
