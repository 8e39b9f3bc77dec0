"""The room reminders: what goes to servers, to logs, or is stored in English for `reasons`."""

STORED = "Stored as the worker says it; reminders/reasons.py says it to the reader."
HEADER = "Between machines."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "reminders/archive.py": {"answers removed": "A log event."},
    "reminders/channels/email.py": {
        "This message was not written as an e-mail.": STORED,
        "The e-mail could not be built ({}); check the address.": STORED,
        "The mail server did not say whether it took the message.": STORED,
        "The mail server could not be reached ({}).": STORED,
        "The mail server refused the message: {} {}": STORED,
        "The mail server ended the conversation{}": STORED,
        "MAIL FROM:<{}>{}": HEADER,
        "RCPT TO:<{}>": HEADER,
    },
    "reminders/channels/mime.py": {"*": HEADER},
    "reminders/channels/sms.py": {"*": STORED},
    "reminders/delivery.py": {"No {} provider.": STORED},
    "reminders/inbox.py": {"Text message": "The inbox of demo and tests (/dev/inbox/)."},
    "reminders/incoming/arrivals.py": {"*": STORED},
    "reminders/incoming/bounces.py": {"*": STORED},
    "reminders/models.py": {"Late since {}": "For whoever reads logs."},
    "reminders/placeholders.py": {
        "health record": "Words that are searched for, in both languages.",
        "dossier médical": "Words that are searched for, in both languages.",
    },
    "reminders/preparing.py": {"*": STORED},
    "reminders/segments.py": {"*": "An alphabet."},
    "reminders/texts/preview.py": {"not all": "CSS."},
    "reminders/views.py": {'<head><base target="_blank">': "HTML."},
}
