"""The roster."""

EXCEPTIONS: dict[str, dict[str, str]] = {
    "templates/roster/calendar.html": {
        "iPhone, iPad, Mac": "Names of products.",
        "Android, Google": "Names of products.",
        "Outlook": "The name of a product.",
    },
}
