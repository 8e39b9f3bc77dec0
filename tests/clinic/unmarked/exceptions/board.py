"""The schedule board and what stands around it."""

UNSEEN = {"the field has no label": "Sent by the page; nobody sees the field."}
KEYS = "The letter on the key."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "frontdesk/history.py": {"Unknot": "A name."},
    "frontdesk/forms/block.py": UNSEEN,
    "frontdesk/forms/book.py": UNSEEN,
    "frontdesk/forms/cancel.py": UNSEEN,
    "frontdesk/forms/move.py": UNSEEN,
    "frontdesk/forms/series.py": UNSEEN,
    "frontdesk/forms/waiting.py": UNSEEN,
    "frontdesk/views/waiting_list.py": {"as sent": "Nobody reads it."},
    "templates/admin/frontdesk/board/help.html": {"n": KEYS, "b": KEYS, "t": KEYS, "u": KEYS},
    "static/js/board/keys.js": {"Arrow": "What browsers call the key."},
}
