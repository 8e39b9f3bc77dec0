"""What every step's form promises."""

import json
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from frontdesk.setting_up.scene import Scene


class StepForm(forms.Form):
    """One step. It opens with what is stored, or with what we suggest."""

    needs_location: ClassVar[bool] = True

    def __init__(self, *arguments: Any, scene: Scene, **options: Any) -> None:
        self.scene = scene
        self.stored = self.read()
        initial = self.stored | self.suggested()
        super().__init__(*arguments, **{"label_suffix": "", "initial": initial, **options})
        self.build()
        for name, field in self.fields.items():
            if field.help_text and not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("aria-describedby", f"id_{name}_helptext")

    def read(self) -> dict[str, Any]:
        """What is stored, as the fields show it."""
        return {}

    def suggested(self) -> dict[str, Any]:
        """What else the fields show at first, in the language of whoever reads it."""
        return {}

    def build(self) -> None:
        """Adds the fields that depend on what there is."""

    def save(self) -> None:
        """Stores what was typed; only of a valid form, in a transaction."""
        raise NotImplementedError

    @property
    def edition(self) -> str:
        """Another one as soon as somebody else has changed what is stored."""
        stored = json.dumps(self.stored, default=str, sort_keys=True)
        return sha256(stored.encode()).hexdigest()[:32]

    @property
    def closed_because(self) -> str:
        """Why the step cannot be taken here; empty: it can."""
        return ""


class PhoneField(forms.CharField):
    """A telephone number as people write it."""

    def __init__(self, **options: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        digits = sum(character.isdecimal() for character in text)
        if text and (digits < 7 or set(text) - set("+0123456789 -.()x")):
            raise ValidationError(_("This is not a phone number. An example is 604-555-0142."))
        return text
