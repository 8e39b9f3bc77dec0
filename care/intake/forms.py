"""The shape of each page of the intake. Everything may be left open until it is sent."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from care.body import AREAS
from care.models import ENGLISH, FRENCH, reading_language
from care.questions import (
    LEAST,
    LONGEST_TEXT,
    OTHER_TREATMENTS,
    PRESSURES,
    SINCE,
    WORST,
    Answers,
)
from treatments.safety import CAUTIONS, RED_FLAGS

NOT_A_CHOICE = _("Please choose from the list.")
CHOOSE_ONE = _("Please choose one of the two.")
NO_SCORE = format_lazy(_("Please choose a number from {least} to {most}."), least=LEAST, most=WORST)
TOO_LONG = format_lazy(_("Please keep it below {most} characters."), most=LONGEST_TEXT)


def _text(label: Any, *, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": TOO_LONG},
    )


def _one(label: Any, choices: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[*choices.items()],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_A_CHOICE},
    )


def _several(label: Any, choices: dict[str, Any]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[*choices.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_A_CHOICE, "invalid_list": NOT_A_CHOICE},
    )


def _score(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[(number, str(number)) for number in range(LEAST, WORST + 1)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NO_SCORE},
    )


class PageForm(forms.Form):
    """A page; `going_on` when the patient wants to leave it, not only to have it saved."""

    edition = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, going_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.going_on = going_on

    @property
    def answers(self) -> Answers:
        """What the page says, by the names of an Intake's answers."""
        return {name: value for name, value in self.cleaned_data.items() if name != "edition"}

    @property
    def typed_edition(self) -> int:
        """From which edition the page was made; a missing one is none at all."""
        edition: int = self.cleaned_data.get("edition", -1)
        return edition


class SafetyForm(PageForm):
    red_flags = _several(
        _("Do you have any of these now?"), {flag.key: flag.question for flag in RED_FLAGS}
    )
    none_of_these = forms.BooleanField(label=_("None of these"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        flags = given.get("red_flags")
        if self.going_on and flags == [] and not given.get("none_of_these"):
            self.add_error("red_flags", _("Please tick what is true, or “None of these”."))
        return given

    @property
    def answers(self) -> Answers:
        """Unanswered stays unanswered: an empty list says that somebody looked and had none."""
        given = self.cleaned_data
        if given.get("red_flags") or given.get("none_of_these"):
            return {"red_flags": given.get("red_flags", [])}
        return {"red_flags": None}


class ReasonForm(PageForm):
    reason = _text(_("What brings you to us?"), help_text=_("In your own words."))
    since = _one(_("Since when?"), SINCE)
    helps = _text(_("What helps, and what makes it worse?"))


class PainForm(PageForm):
    areas = _several(_("Where does it hurt?"), {key: area.label for key, area in AREAS.items()})
    pain_now = _score(_("Pain now"))
    pain_worst = _score(_("Pain at its worst, in the last week"))


class HealthForm(PageForm):
    cautions = _several(
        _("Is any of this true for you?"), {caution.key: caution.question for caution in CAUTIONS}
    )
    conditions = _text(_("Other conditions, operations or injuries"), rows=2)
    allergies = _text(_("Allergies"), rows=2)
    other_treatments = _several(_("What else are you doing about it?"), OTHER_TREATMENTS)
    medication = _text(_("Which medication do you take?"), rows=2)


class WishesForm(PageForm):
    pressure = _one(_("How firm would you like it?"), PRESSURES)
    avoid = _several(_("Places not to touch"), {key: area.label for key, area in AREAS.items()})
    avoid_words = _text(_("Anything else not to touch or not to do"), rows=2)
    wish = _text(_("A wish for this visit"), rows=2)


class ChangedForm(PageForm):
    """Instead of the pages on health, for who has answered them in the last twelve months."""

    new_reason = forms.TypedChoiceField(
        label=_("Do you come for the same reason as last time?"),
        required=False,
        choices=[("no", _("Yes, the same")), ("yes", _("No, for something new"))],
        coerce=lambda chosen: chosen == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_A_CHOICE},
    )
    changed = _one(
        _("Has anything changed in your health?"),
        {"no": _("No, nothing"), "yes": _("Yes, something has")},
    )
    changed_words = _text(_("What has changed?"), rows=2)
    pain_now = _score(_("Pain now"))
    wish = _text(_("A wish for this visit"), rows=2)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.going_on and "new_reason" in given and given["new_reason"] is None:
            self.add_error("new_reason", CHOOSE_ONE)
        if self.going_on and given.get("changed") == "":
            self.add_error("changed", CHOOSE_ONE)
        return given


class ConsentForm(PageForm):
    """Agreeing to each of `texts`, under one's name; nothing to sign when all of it stands."""

    def __init__(self, *args: Any, texts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for text in texts:
            self.fields[f"agree_{text.pk}"] = forms.BooleanField(
                label=_("I agree"),
                required=self.going_on,
                error_messages={"required": _("We can treat you only if you agree.")},
            )
        if texts:
            self.fields["signed_name"] = forms.CharField(
                label=_("Your full name"),
                required=self.going_on,
                max_length=120,
                error_messages={"required": _("Please type your name to sign.")},
            )

    @property
    def answers(self) -> Answers:
        """The signature is kept with the consent, not among the answers."""
        return {}

    @property
    def shown_in(self) -> str:
        """The language of the page that was signed: by now another one may be chosen."""
        said = self.data.get("shown_in")
        return said if said in (ENGLISH, FRENCH) else reading_language()
