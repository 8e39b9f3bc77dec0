from django.apps import AppConfig

from frontdesk.setting_up.registering import register_messages


class FrontdeskConfig(AppConfig):
    name = "frontdesk"

    def ready(self) -> None:
        register_messages()
