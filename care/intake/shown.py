"""A sent intake in words, for the patient and for the therapists."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from care.body import labels
from care.intake.forms import ChangedForm
from care.intake.steps import CHANGED, HEALTH, PAIN, REASON, WISHES, Step
from care.questions import OTHER_TREATMENTS, PRESSURES, SINCE, WORST, Answers, words_of
from treatments.safety import CAUTIONS


@dataclass(frozen=True)
class Line:
    """A question with its answer: words, or places on the body; with neither it was left open."""

    label: str
    words: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chapter:
    """What was asked on one page."""

    step: Step
    title: str
    lines: list[Line]

    @property
    def answered(self) -> list[Line]:
        return [line for line in self.lines if line.words or line.areas]

    @property
    def left_open(self) -> str:
        """The questions without an answer, in one line."""
        return "; ".join(line.label for line in self.lines if not (line.words or line.areas))


CHANGES = dict(ChangedForm.base_fields["changed"].choices)  # type: ignore[attr-defined]


def chapters(answers: Answers) -> list[Chapter]:
    """Everything that was answered, page by page. Red flags are never shown."""
    found = [
        Chapter(REASON, _("Reason"), _reason(answers)),
        Chapter(PAIN, _("Pain"), _pain(answers)),
        Chapter(HEALTH, _("Health"), _health(answers)),
        Chapter(WISHES, _("Wishes"), _wishes(answers)),
    ]
    if answers.get("changed"):
        found.insert(0, Chapter(CHANGED, _("Since last time"), _changed(answers)))
    return found


def _changed(answers: Answers) -> list[Line]:
    return [
        Line(_("Changed since last time"), [str(CHANGES.get(answers["changed"], ""))]),
        Line(pgettext("has changed", "What"), _text(answers, "changed_words")),
    ]


def _reason(answers: Answers) -> list[Line]:
    return [
        Line(_("In own words"), _text(answers, "reason")),
        Line(_("Since when"), words_of(SINCE, [answers.get("since", "")])),
        Line(_("What helps, and what makes it worse"), _text(answers, "helps")),
    ]


def _pain(answers: Answers) -> list[Line]:
    return [
        Line(_("Where it hurts"), areas=answers.get("areas") or []),
        Line(_("Pain now"), _score(answers, "pain_now")),
        Line(_("Pain at its worst"), _score(answers, "pain_worst")),
    ]


def _health(answers: Answers) -> list[Line]:
    cautions = {caution.key: caution.said_short for caution in CAUTIONS}
    return [
        Line(_("Cautions"), words_of(cautions, answers.get("cautions") or [])),
        Line(_("Other conditions"), _text(answers, "conditions")),
        Line(_("Allergies"), _text(answers, "allergies")),
        Line(
            _("Other treatments"), words_of(OTHER_TREATMENTS, answers.get("other_treatments") or [])
        ),
        Line(_("Medication"), _text(answers, "medication")),
    ]


def _wishes(answers: Answers) -> list[Line]:
    places = labels(answers.get("avoid") or [])
    return [
        Line(_("Pressure"), words_of(PRESSURES, [answers.get("pressure", "")])),
        Line(_("Not to touch"), [*places, *_text(answers, "avoid_words")]),
        Line(_("For this visit"), _text(answers, "wish")),
    ]


def _text(answers: Answers, name: str) -> list[str]:
    words = (answers.get(name) or "").strip()
    return [words] if words else []


def _score(answers: Answers, name: str) -> list[str]:
    score = answers.get(name)
    return [] if score is None else [_("{score} of {most}").format(score=score, most=WORST)]
