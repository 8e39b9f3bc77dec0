"""The step that sends one real message, and shows what became of it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from frontdesk.setting_up.form import StepForm
from frontdesk.setting_up.messages import send_test, tests_of
from reminders.models import WAITING, Channel, OutgoingMessage


class MessagesForm(StepForm):
    """To the owner's own address; by text message to a number that is typed."""

    needs_location = False

    def build(self) -> None:
        if settings.SMS_URL:
            self.fields["phone"] = PhoneNumberField(
                label=_("Your mobile number"),
                required=False,
                error_messages={
                    "invalid": _("This is not a phone number. An example is 604-555-0142.")
                },
            )
            self.fields["phone"].widget.attrs.update(
                {"type": "tel", "autocomplete": "off", "maxlength": "20"}
            )

    @cached_property
    def tests(self) -> list[OutgoingMessage]:
        return tests_of(self.scene.owner)

    @property
    def is_waiting(self) -> bool:
        """Whether something is still on its way, so that looking again makes sense."""
        return any(test.state in WAITING and test.not_after > self.scene.now for test in self.tests)

    @property
    def by_text(self) -> bool:
        return self.data.get("send") == Channel.SMS and "phone" in self.fields

    def clean(self) -> dict[str, Any]:
        if self.by_text and "phone" not in self.errors and not self.cleaned_data.get("phone"):
            self.add_error("phone", ValidationError(_("Give the number of your telephone.")))
        return self.cleaned_data

    def save(self) -> None:
        """One at a time: what is on its way is waited for."""
        if self.by_text:
            channel, to = Channel.SMS, self.cleaned_data["phone"].as_e164
        else:
            channel, to = Channel.EMAIL, self.scene.owner.email
        send_test(self.scene.owner, channel, to, now=self.scene.now)
