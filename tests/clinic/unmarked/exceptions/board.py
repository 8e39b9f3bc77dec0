"""The schedule board and what stands around it."""

UNSEEN = {"the field has no label": "Sent by the page; nobody sees the field."}
KEYS = "The letter on the key."
MARKUP = "Markup around what is said."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "frontdesk/board/sessions.py": {"({} OR {})": "A part of an SQL statement."},
    "frontdesk/history.py": {"Unknot": "A name."},
    "frontdesk/forms/block.py": UNSEEN,
    "frontdesk/forms/book.py": UNSEEN,
    "frontdesk/forms/cancel.py": UNSEEN,
    "frontdesk/forms/move.py": UNSEEN,
    "frontdesk/forms/series.py": UNSEEN,
    "frontdesk/forms/waiting.py": UNSEEN,
    "frontdesk/people/found.py": {
        '<span class="found-name">{}</span> <span class="found-facts">{}</span>': MARKUP,
        '{} <span class="found-called">{}</span>': MARKUP,
    },
    "frontdesk/views/waiting_list.py": {"as sent": "Nobody reads it."},
    "templates/admin/frontdesk/board/help.html": {"n": KEYS, "b": KEYS, "t": KEYS, "u": KEYS},
    "static/js/board/keys.js": {"Arrow": "What browsers call the key."},
}
