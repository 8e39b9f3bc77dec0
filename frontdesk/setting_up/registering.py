"""The kinds of messages that the set-up writes, registered at start-up."""

TEST, WELCOME = "test_message", "welcome"


def register_messages() -> None:
    """Makes both known to the outbox."""
    # Models are needed, and they are not loaded before now.
    from frontdesk.setting_up import messages
    from reminders import registry

    for kind, render in ((TEST, messages.render_test), (WELCOME, messages.render_welcome)):
        registry.register(
            kind, fetch=messages.fetch, still_holds=messages.still_holds, render=render
        )
