"""The web application for granian or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from clinic.checks import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

application = get_wsgi_application()
refuse_unsafe_settings()
