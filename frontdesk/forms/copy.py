"""When the copy of an appointment shall be."""

from django import forms

from frontdesk.forms.fields import MomentField, ReasonField, TellField


class CopyForm(forms.Form):
    """Without a start it is the same wall time a week later."""

    starts_at = MomentField(required=False)
    tell = TellField()
    reason = ReasonField()
