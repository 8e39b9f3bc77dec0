"""What therapists type: a note, a template, an addendum. Shape only; the rules are in `writing`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.body import AREAS
from care.notes.content import (
    PAINS,
    TECHNIQUES,
    TEXTS,
    Content,
    read_techniques,
    whole,
    written_techniques,
)

LONGEST_TEXT = 20_000
LARGEST_EDITION = 2**31 - 1
NO_SCORE = _("A pain score is a whole number from 0 to 10.")
UNKNOWN = _("This choice does not exist. Please choose again.")
HINTS = {
    "subjective": _("In the patient's words: complaint, since when, what changed"),
    "objective": _("Posture, movement, what your hands found"),
    "assessment": _("Response to treatment, progress"),
    "plan": _("Next session, what to do at home"),
}


def _large(label: Any, letter: str, hint: Any) -> "_Words":
    area = forms.Textarea(attrs={"rows": 3, "class": "form-control note-text"})
    field = _Words(
        label=label, required=False, max_length=LONGEST_TEXT, widget=area, help_text=hint
    )
    field.letter = letter
    return field


class _Words(forms.CharField):
    """Lines end as they do in the record, whichever browser sent them."""

    letter = ""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _score(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[*((str(number), str(number)) for number in range(11)), ("", _("Not asked"))],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NO_SCORE},
    )


class ContentForm(forms.Form):
    """The parts that a note and a template have in common."""

    subjective = _large(TEXTS["subjective"], "S", HINTS["subjective"])
    objective = _large(TEXTS["objective"], "O", HINTS["objective"])
    assessment = _large(TEXTS["assessment"], "A", HINTS["assessment"])
    plan = _large(TEXTS["plan"], "P", HINTS["plan"])
    usual = forms.MultipleChoiceField(
        label=_("Techniques"),
        required=False,
        choices=[*TECHNIQUES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": UNKNOWN},
    )
    techniques = _Words(
        label=_("Other techniques, in words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1, "class": "form-control note-text note-text-short"}),
    )
    areas = forms.MultipleChoiceField(
        label=_("Areas worked on"),
        required=False,
        choices=[(key, area.label) for key, area in AREAS.items()],
        error_messages={"invalid_choice": UNKNOWN},
    )

    @property
    def texts(self) -> list[forms.BoundField]:
        """S, O, A and P."""
        return [self[name] for name in TEXTS]

    @property
    def marked(self) -> list[str]:
        """The areas as they were sent, or as they were written before."""
        return list(self["areas"].value() or ())

    @property
    def content(self) -> Content:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return whole(
            {
                **{name: typed[name] for name in TEXTS},
                "techniques": written_techniques(typed["usual"], typed["techniques"]),
                "areas": [key for key in AREAS if key in typed["areas"]],
                **{name: typed[name] for name in PAINS if name in typed},
            }
        )


class NoteForm(ContentForm):
    """A session note; `edition` is the one that was on the screen."""

    pain_before = _score(PAINS["pain_before"])
    pain_after = _score(PAINS["pain_after"])
    edition = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_EDITION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("This page is out of date. Copy what you typed and load it again."),
        ),
    )

    @property
    def pains(self) -> list[forms.BoundField]:
        return [self[name] for name in PAINS]


class TemplateForm(ContentForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": _("Give the template a name, to find it by.")},
    )


class AddendumForm(forms.Form):
    text = _Words(
        label=_("Add to this note"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control note-text"}),
        error_messages={"required": _("Write what you want to add.")},
    )


def typed_in(content: Content) -> dict[str, Any]:
    """`content` as the fields of a form show it."""
    usual, words = read_techniques(content.get("techniques", ""))
    return {**whole(content), "usual": usual, "techniques": words}


def note_form(content: Content, edition: int) -> NoteForm:
    """The form with what is written."""
    return NoteForm(initial={**typed_in(content), "edition": edition})
