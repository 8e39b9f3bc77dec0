"""Pages and scripts of the whole site."""

EXCEPTIONS: dict[str, dict[str, str]] = {
    "templates/500.html": {
        "*": "Shown when nothing works any more: says its piece in both languages."
    },
    "templates/reminders/inbox.html": {"*": "The inbox of demo and tests (/dev/inbox/)."},
    "templates/reminders/message.html": {"*": "The inbox of demo and tests (/dev/inbox/)."},
}
