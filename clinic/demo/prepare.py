"""`python -m clinic.demo.prepare`: brings the demo's database up to date, in one process."""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    call_command("migrate", verbosity=1)
    call_command("createcachetable")
    call_command("load_demo_clinic")


if __name__ == "__main__":
    main()
