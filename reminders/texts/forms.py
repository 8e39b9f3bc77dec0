"""What a manager types: one text of a message, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reminders.models import MessageText
from reminders.placeholders import ONE_LINE, about_health, faults, says_stop
from reminders.segments import segments
from reminders.texts.catalogue import Text
from reminders.texts.preview import Preview, preview
from reminders.words import FIELDS

# Each part is paid for, and some telephones put no more together.
MOST_PARTS = 6
LONGEST = {name: getattr(MessageText._meta.get_field(name), "max_length", None) for name in FIELDS}
LABELS = {
    "subject": _("Subject"),
    "heading": _("Heading"),
    "opening": pgettext_lazy("of a message", "Opening"),
    "closing": pgettext_lazy("of a message", "Closing"),
}
HELP = {
    "subject": _("One line. It shows on lock screens and in lists."),
    "heading": _("One line, large, at the top of the message."),
    "opening": _("Below the greeting, before day and time. An empty line begins a new paragraph."),
    "closing": _("At the end, before the clinic’s address."),
}
HELP_SMS = _("The whole message, but for how to confirm and how to stop texts: we add that.")

SAYS_STOP = _("It says how to stop texts. We add that to each, so it would stand there twice.")


class WordsField(forms.CharField):
    """Plain text with placeholders; every fault in a sentence."""

    def __init__(self, name: str, text: Text) -> None:
        longest = LONGEST[name]
        is_line = name in ONE_LINE
        widget = forms.TextInput if is_line else forms.Textarea
        rows = {} if is_line else {"rows": 6 if text.is_sms else 4}
        self.name = name
        super().__init__(
            label=_("Text") if text.is_sms else LABELS[name],
            help_text=HELP_SMS if text.is_sms else HELP[name],
            required=False,
            max_length=longest,
            error_messages={
                "max_length": _(
                    "Write %(limit_value)d characters at most; these are %(show_value)d."
                ),
                "null_characters_not_allowed": _("It holds a character that cannot be shown."),
            },
            widget=widget(attrs={"lang": _lang(text.language), "autocomplete": "off", **rows}),
        )

    def to_python(self, value: Any) -> str:
        """Browsers send line ends as two characters and count them as one."""
        typed = super().to_python(value) or ""
        return typed.replace("\r\n", "\n") if self.name not in ONE_LINE else typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if said := faults(self.name, value):
            raise forms.ValidationError(said)


@dataclass(frozen=True)
class Row:
    """One field with all that stands around it."""

    field: forms.BoundField
    ours: str
    warning: str
    theirs: str | None


class TextForm(forms.Form):
    """The clinic's words for one text. What is empty keeps ours.

    `theirs` is what somebody else has saved in the meantime, to be shown beside what was typed.
    """

    edition = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    # Beside the preview, and only for it.
    for_child = forms.BooleanField(
        label=_("For a child"),
        required=False,
        widget=forms.CheckboxInput(attrs={"form": "text-form"}),
    )

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        text: Text,
        treatments: Sequence[str],
        now: datetime,
    ) -> None:
        super().__init__(typed, initial={**text.own, "edition": text.edition})
        self.text, self.treatments, self.now = text, treatments, now
        self.theirs: Mapping[str, str] = {}
        for name in text.names:
            self.fields[name] = WordsField(name, text)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.text.is_sms and self.cleaned_data.get("opening"):
            self._refuse_too_many_parts()
        return self.cleaned_data

    def _refuse_too_many_parts(self) -> None:
        words = {"opening": self.cleaned_data["opening"]}
        parts = segments(preview(self.text, words, now=self.now).text).parts
        if parts > MOST_PARTS:
            said = ngettext(
                "This would go in {n} part, each of which is paid for; {most} is the most. "
                "Make it shorter.",
                "This would go in {n} parts, each of which is paid for; {most} is the most. "
                "Make it shorter.",
                parts,
            )
            self.add_error("opening", said.format(n=parts, most=MOST_PARTS))

    @property
    def words(self) -> dict[str, str]:
        """What is said where it can be; nothing where it is ours, or has a fault."""
        if not self.is_bound:
            return self.text.own
        self.full_clean()
        ours = self.text.ours
        said = {name: self.cleaned_data.get(name, "") for name in self.text.names}
        return {name: "" if one == getattr(ours, name) else one for name, one in said.items()}

    @cached_property
    def preview(self) -> Preview:
        """The message as it is typed; where a field has a fault, with our words in it."""
        words = self.words
        for_child = self.is_bound and self.cleaned_data.get("for_child", False)
        return preview(self.text, words, now=self.now, for_child=for_child)

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                field=self[name],
                ours=getattr(self.text.ours, name),
                warning=self._warning(name),
                theirs=self.theirs.get(name),
            )
            for name in self.text.names
        ]

    def _warning(self, name: str) -> str:
        """Words of health are the writer's own affair, but not everybody thinks of lock screens."""
        if name != "subject" and not self.text.is_sms:
            return ""
        said = str(self[name].value() or "")
        named = about_health(said, self.treatments)
        if not named:
            return str(SAYS_STOP) if self.text.is_sms and says_stop(said) else ""
        quoted = ", ".join(gettext("“{words}”").format(words=one) for one in named)
        return gettext(
            "It names {words}. This shows on lock screens, where others may read it."
        ).format(words=quoted)


def _lang(language: str) -> str:
    """fr-ca as fr-CA, the way HTML writes it."""
    head, _, region = language.partition("-")
    return f"{head}-{region.upper()}"
