"""All settings, read once from the environment. docs/running.md explains each variable."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from clinic.environment import Environment
from clinic.logging import configure_logging

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# With DEBUG on, everything below has a default that only ever suits one's own machine.
DEBUG = env.flag("DEBUG", default=False)


def only_in_debug(value: str) -> str | None:
    return value if DEBUG else None


SECRET_KEY = env.text("SECRET_KEY", only_in_debug("insecure-for-development-only"))
FIELD_ENCRYPTION_KEYS = env.encryption_keys(
    "FIELD_ENCRYPTION_KEYS", only_in_debug("dev:" + "A" * 43 + "=")
)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", only_in_debug("127.0.0.1,localhost,[::1]"))
SITE_URL = env.url("SITE_URL", {"http", "https"}, only_in_debug("http://127.0.0.1:8000")).geturl()
SITE_URL = SITE_URL.rstrip("/")
# The clinic's own site, where the free times may be shown in a frame: https://clinic.example, …
EMBED_ORIGINS = env.origins("EMBED_ORIGINS")
RATE_LIMITS = env.flag("RATE_LIMITS", default=True)
# Whether browsers keep a page for when there is no connection; off takes it out of them again.
OFFLINE_PAGE = env.flag("OFFLINE_PAGE", default=True)
TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXY_COUNT", 0)

# Where the demo's mailbox and telephone put what they receive, for /dev/inbox/. Empty: no inbox.
DEV_INBOX = env.text("DEV_INBOX", "")

INSTALLED_APPS = [
    "clinic",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "clinic.admin_apps.ClinicAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_structlog",
    "ninja",
    "pgtrigger",
    "pghistory",
    "phonenumber_field",
    "accounts",
    "locations",
    "treatments",
    "therapists",
    "patients",
    "reminders",
    "booking",
    "care",
    "roster",
    "frontdesk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic.request_log.RequestLog",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clinic.middleware.PlainRefusals",
    "locations.middleware.StaffClinicTime",
    "booking.replica.own_changes.KeepOwnChanges",
    "care.middleware.WhoWrites",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context.clinic",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.database("DATABASE_URL", only_in_debug("postgresql:///unknot"))}
# Connections a process keeps; 0 opens one per thread and keeps it, without a pool.
DATABASE_POOL_SIZE = env.whole_number("DATABASE_POOL_SIZE", 8)
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
# A connection that a restarted PostgreSQL has closed is replaced before anybody's page needs it.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What a worker says once for each message, and what every list of free times asks
# (`booking.statements`), is planned beforehand. Other statements are not concerned: Django writes
# values into them. Poolers that share connections must know such plans, as PgBouncer does from 1.22
# on; before others, this is off.
PREPARED_STATEMENTS = env.flag("DATABASE_PREPARED_STATEMENTS", default=True)
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5 if PREPARED_STATEMENTS else None
# A cursor that outlives its transaction belongs to a session, and poolers share those, too.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
# A streaming replica for free times and reports (docs/scaling.md), and how many seconds it may be
# behind. Without a pool, which would wait for a server that is away: the primary answers instead.
DATABASE_REPLICA_LAG = env.whole_number("DATABASE_REPLICA_LAG", 10, least=1, most=3600)
if env.text("DATABASE_REPLICA_URL", ""):
    replica = env.database("DATABASE_REPLICA_URL")
    patience = {"connect_timeout": "2", "tcp_user_timeout": "5000"}
    DATABASES["replica"] = {
        **replica,
        "OPTIONS": {**patience, **replica["OPTIONS"]},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TEST": {"MIRROR": "default"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters that protect a sign-in code must survive a flush of the broker: they live in PostgreSQL.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
        # Culling would forget counters: there must always be room.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "en-ca"
LANGUAGES = [("en-ca", "English"), ("fr-ca", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
FORMAT_MODULE_PATH = "clinic.formats"
# Instants are UTC everywhere; each location says how its own clock shows them (docs/time.md).
TIME_ZONE = "UTC"
USE_TZ = True
CURRENCY = "CAD"
PHONENUMBER_DEFAULT_REGION = "CA"

STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.text("MEDIA_ROOT", str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "clinic.static_storage.HashedStaticFiles"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

AUTH_USER_MODEL = "accounts.User"
# Django looks for unique=True; ours is a constraint that ignores upper and lower case.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:after_sign_in"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "clinic.sign_in.ClinicAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up, but without a password here allauth takes none at sign-in either.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Six digits suffice because an address gets 30 codes a day and each code 5 tries.
ACCOUNT_RATE_LIMITS = RATE_LIMITS and {
    "request_login_code": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "confirm_login_code": f"{ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS}/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

MAILERS = {"default": env.mailer("EMAIL_URL", only_in_debug("smtp://127.0.0.1:1025"))}
CLINIC_NAME = env.text("CLINIC_NAME", "Unknot Massage Therapy")
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", only_in_debug("bookings@clinic.test"))
# twilio://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B1604…; empty: the clinic sends no SMS.
SMS_URL = env.text("SMS_URL", "")
# The oldest message that should have gone may have waited so long before somebody is told.
MESSAGES_LATE_AFTER = timedelta(minutes=env.whole_number("MESSAGES_LATE_AFTER", 10, least=1))
# Who is told; empty: the managers.
ALERT_EMAIL = env.words("ALERT_EMAIL", "")
# Days after which a settled message goes to the archive, and after which it is gone for good.
MESSAGES_ARCHIVED_AFTER = timedelta(
    days=env.whole_number("MESSAGES_ARCHIVED_AFTER", 400, least=30, most=36_500)
)
MESSAGES_REMOVED_AFTER = timedelta(
    days=env.whole_number(
        "MESSAGES_REMOVED_AFTER", 1100, least=MESSAGES_ARCHIVED_AFTER.days, most=36_500
    )
)

REDIS_URL = env.url(
    "REDIS_URL", {"redis", "rediss"}, only_in_debug("redis://127.0.0.1:6379/0")
).geturl()
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A worker that is busy leaves wake-ups to those that are not.
CELERY_WORKER_DISABLE_PREFETCH = True
CELERY_BEAT_SCHEDULER = "clinic.beat.SchedulerThatFollowsTheClock"
# Interval ticks, no crontab: clock changes cannot skip or double them. An unread tick is worthless
# after the next one, so it expires instead of piling up behind a worker that is away.
CELERY_BEAT_SCHEDULE = {
    "deliver-due-messages": {
        "task": "reminders.deliver_due",
        "schedule": 3.0,
        "options": {"expires": 10},
    },
    "watch-messages": {
        "task": "reminders.watch",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Every hour a little, not every night: a beat that is replaced each day would never get there.
    "archive-old-messages": {
        "task": "reminders.archive_old",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "expire-holds": {
        "task": "booking.expire_holds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "settle-told-together": {
        "task": "booking.settle_told_together",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "note-what-is-stranded": {
        "task": "booking.note_what_is_stranded",
        "schedule": 180.0,
        "options": {"expires": 180},
    },
    "offer-free-starts": {
        "task": "booking.offer_free_starts",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "ask-after-sessions": {
        "task": "care.ask_after_sessions",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "erase-what-is-due": {
        "task": "care.erase_what_is_due",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remove-unused-accounts": {"task": "patients.remove_unused_accounts", "schedule": 86400.0},
}

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# The admin's Alpine evaluates the expressions in its attributes, and sets styles. Unfold opens
# related forms ("New patient") in a frame of the same page.
ADMIN_CSP: dict[str, list[str]] = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
}
# Links carry secret tokens: other sites must not learn them.
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "clinic.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^readyz/messages$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = configure_logging(debug=DEBUG)

# The tokens of static/css/tokens.css as the scales that Unfold wants.
ADMIN_COLOURS = {
    name: dict(zip(("50", *(f"{step}00" for step in range(1, 10)), "950"), shades, strict=True))
    for name, shades in {
        "primary": (
            *("#eff8f6", "#d4eae7", "#aed8d3", "#7fc0bb", "#4aa19f", "#1f8084"),
            *("#0b5c62", "#07464b", "#06383d", "#052b30", "#031c20"),
        ),
        "base": (
            *("#f6faf9", "#eff5f3", "#dbe6e4", "#c6d7d4", "#94abad", "#5c757b"),
            *("#476069", "#33505a", "#204049", "#14313a", "#0c2128"),
        ),
    }.items()
}
UNFOLD = {
    "SITE_TITLE": "clinic.admin_menu.site_title",
    "SITE_HEADER": "clinic.admin_menu.site_title",
    "SITE_ICON": "clinic.admin_menu.favicon",
    "SITE_FAVICONS": [{"rel": "icon", "href": "clinic.admin_menu.favicon"}],
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {
        "action": "clinic.admin_menu.language_switch",
        "navigation": "clinic.admin_menu.languages",
    },
    "THEME": "light",
    "BORDER_RADIUS": "8px",
    "COLORS": ADMIN_COLOURS,
    "STYLES": ["clinic.admin_menu.stylesheet"],
    "SCRIPTS": ["clinic.admin_menu.script"],
    "SIDEBAR": {"navigation": "clinic.admin_menu.navigation"},
}
