"""Pages and scripts of the whole site."""

AN_ADDRESS = "Values and the end of an address."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "templates/500.html": {
        "*": "Shown when nothing works any more: says its piece in both languages."
    },
    "templates/reminders/inbox.html": {"*": "The inbox of demo and tests (/dev/inbox/)."},
    "templates/reminders/message.html": {"*": "The inbox of demo and tests (/dev/inbox/)."},
    "templates/offline/page.html": {"*": "Kept for when nothing answers: speaks both languages."},
    "templates/messages/email/several_changes.txt": {
        "{} {}reschedule/?therapist=any": AN_ADDRESS,
        "{} {}cancel/": AN_ADDRESS,
    },
    "frontdesk/new_patient.py": {"new patient {} {}": "The name of a lock."},
    "frontdesk/setting_up/messages.py": {
        "The account is closed.": "Stored in English; reminders/reasons.py says it in both.",
    },
    "frontdesk/setting_up/treatments.py": {
        "the field has no label": "The template draws the label, with the type and the minutes.",
    },
}
