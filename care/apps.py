from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "care"
    verbose_name = _("Care record")

    def ready(self) -> None:
        # Models are needed, and they are not loaded before now.
        from care.intake.registering import register as register_intake
        from care.merging import hand_over
        from care.privacy.registering import register as register_privacy
        from care.progress.registering import register as register_progress
        from patients import merging

        merging.register("care record", hand_over)
        register_intake()
        register_progress()
        register_privacy()
