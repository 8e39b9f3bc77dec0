from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    name = "roster"
    verbose_name = _("Roster")

    def ready(self) -> None:
        # Models are needed, and they are not loaded before now.
        from reminders import registry
        from roster.late import letters, messages, samples, wording
        from roster.time_off import letters as time_off_letters
        from roster.time_off import messages as time_off_messages

        registry.register(
            messages.KIND,
            fetch=messages.fetch,
            still_holds=messages.still_holds,
            render=letters.render,
            words=wording.running_late,
            sample=samples.late_start,
        )
        registry.register(
            time_off_messages.KIND,
            fetch=time_off_messages.fetch,
            still_holds=time_off_messages.still_holds,
            render=time_off_letters.render,
        )
