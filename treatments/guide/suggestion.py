"""From answers to one or two treatment types that the clinic offers, with the reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from treatments.guide import rules
from treatments.guide.rules import Answers, Concern, Course
from treatments.models import GuideConcern, TreatmentOption, TreatmentType

# A second type is worth naming when nearly as much speaks for it.
NEARLY = 0.6
MOST_REASONS = 3


@dataclass(frozen=True)
class Suggested:
    """A type, the duration to begin with, and why: the strongest reasons first."""

    treatment: TreatmentType
    option: TreatmentOption
    reasons: Sequence[Any]


@dataclass(frozen=True)
class Suggestion:
    """One or two types; none when the clinic offers nothing online."""

    suggested: Sequence[Suggested]
    course: Course
    keeps_it_gentle: bool


@dataclass(frozen=True)
class Weighed:
    """How much speaks for a type, and each concern's part in it."""

    treatment: TreatmentType
    parts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.parts.values())


def suggest(answers: Answers) -> Suggestion:
    """What suits these answers, of what can be booked online; four queries."""
    concerns = rules.concerns_in(answers)
    clinic = GuideConcern.in_use()
    firm_too = rules.may_be_firm(concerns)
    offered = [
        treatment
        for treatment in TreatmentType.objects.for_the_site()
        if firm_too or treatment.intensity not in rules.FIRM
    ]
    chosen = _best([_weigh(treatment, concerns, clinic) for treatment in offered])
    minutes = rules.minutes_for(answers)
    return Suggestion(
        [
            Suggested(
                weighed.treatment,
                _nearest(weighed.treatment, minutes),
                _reasons(weighed, clinic),
            )
            for weighed in chosen
        ],
        course=rules.course_for(answers),
        keeps_it_gentle=not firm_too,
    )


def _weigh(
    treatment: TreatmentType, concerns: Iterable[Concern], clinic: Mapping[str, GuideConcern]
) -> Weighed:
    parts = {}
    for concern in concerns:
        own = clinic.get(concern.key)
        weights = own.weights if own and own.weights else None
        weight = weights.get(treatment.pk, 0) if weights else concern.suits.get(treatment.slug, 0)
        if weight:
            parts[concern.key] = weight
    return Weighed(treatment, parts)


def _best(weighed: list[Weighed]) -> list[Weighed]:
    """The type for which most speaks, and the next when it comes near; the clinic's order else."""
    order = sorted(weighed, key=lambda one: -one.total)
    first, second = order[:1], order[1:2]
    near = [one for one in second if one.total and one.total >= NEARLY * first[0].total]
    return [*first, *near]


def _reasons(weighed: Weighed, clinic: Mapping[str, GuideConcern]) -> list[Any]:
    strongest = sorted(weighed.parts, key=lambda key: -weighed.parts[key])[:MOST_REASONS]
    return [
        (key in clinic and clinic[key].words_in(get_language() or "")) or rules.BY_KEY[key].because
        for key in strongest
    ]


def _nearest(treatment: TreatmentType, minutes: int) -> TreatmentOption:
    """The offered duration nearest to the wished one, the shorter of two equally near."""
    # `bookable_options` is what TreatmentTypeQuerySet.for_the_site prefetches, shortest first.
    options: list[TreatmentOption] = treatment.bookable_options  # type: ignore[attr-defined]
    return min(options, key=lambda option: abs(option.minutes - minutes))
