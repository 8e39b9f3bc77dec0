"""What one types to sign in."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


def focus_first_error(form: forms.Form) -> None:
    """Opens the page at what is wrong, for eyes and screen readers alike."""
    for name, field in form.fields.items():
        if name in form.errors:
            field.widget.attrs["autofocus"] = True
            return


class EmailForm(forms.Form):
    """The address the code goes to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a six-digit code to it. There is no password."),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This is not an e-mail address. An example is pat@example.com."),
        },
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_email(self) -> str:
        """In lower case, as accounts have it, and such that a message to it can be built."""
        address: str = self.cleaned_data["email"].lower()
        name, _, domain = address.rpartition("@")
        try:
            domain.encode("idna")
        except UnicodeError:
            name = ""
        if not (name.isascii() and name.isprintable() and name):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return address


class CodeForm(ConfirmLoginCodeForm):
    """The code from the e-mail."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=40,
        error_messages={"required": _("Enter the code from the e-mail.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class StaffSignInForm(LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["remember"].label = _("Stay signed in on this computer")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.helper = FormHelper()
        self.helper.form_tag = False
