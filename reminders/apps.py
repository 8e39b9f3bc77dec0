from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reminders.channels.sms_account import sms_account


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = _("Messages")

    def ready(self) -> None:
        # A wrong SMS_URL stops the start, not the first message.
        sms_account(settings.SMS_URL)
