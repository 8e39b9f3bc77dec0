"""The site's own settings, and the floor."""

from clinic.settings import *  # noqa: F403
from clinic.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "bench.site"]
ROOT_URLCONF = "bench.site.urls"
