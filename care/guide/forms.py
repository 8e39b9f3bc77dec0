"""The seven questions, a screen each. Every one wants an answer: without it the rules guess."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treatments.guide import questions
from treatments.safety import RED_FLAGS

NOT_A_CHOICE = _("Please choose from the list.")
CHOOSE = _("Please choose what fits best.")


def _one(label: Any, choices: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[*choices.items()],
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": NOT_A_CHOICE},
    )


def _several(label: Any, choices: dict[str, Any]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[*choices.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": CHOOSE,
            "invalid_choice": NOT_A_CHOICE,
            "invalid_list": NOT_A_CHOICE,
        },
    )


class RedFlagsForm(forms.Form):
    red_flags = _several(
        _("Do you have any of these?"),
        {**{flag.key: flag.question for flag in RED_FLAGS}, "none": _("None of these")},
    )

    def clean_red_flags(self) -> list[str]:
        """Who ticks a sign and “none of these” has the sign."""
        chosen: list[str] = self.cleaned_data["red_flags"]
        return [key for key in chosen if key != "none"]


class WhereForm(forms.Form):
    where = _several(_("Where is it?"), questions.WHERE)
    feels = _one(_("What is it like?"), questions.FEELS)


class SinceForm(forms.Form):
    since = _one(_("How long have you had it?"), questions.SINCE)


class StrengthForm(forms.Form):
    strength = _one(_("How strong is it?"), questions.STRENGTH)


class CauseForm(forms.Form):
    cause = _one(_("What brought it on?"), questions.CAUSE)


class CareForm(forms.Form):
    care = _several(_("What else are you doing about it?"), questions.CARE)


class PressureForm(forms.Form):
    pressure = _one(_("How firm do you like it?"), questions.PRESSURE)
