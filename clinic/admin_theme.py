"""What Unfold, the theme of the admin, says itself, as far as our pages show it.

It ships no French. Its words go through gettext, so our catalogue can say them: named here, they
are collected like our own. What Django's own catalogue says in French is not repeated.
`tests/clinic/test_admin_theme.py` compares this list with the installed version.
"""

from django.utils.translation import gettext_noop as _

SAID_BY_THE_THEME = (
    # Lists.
    _("Select record"),
    _("Select action"),
    _("Select action to run"),
    _("Run the selected action"),
    _("Click here to select the objects across all pages"),
    _("Type to search"),
    _("Filters"),
    _("Apply Filters"),
    _("Reset filters"),
    _("No results found"),
    _("This page yielded into no results."),
    _("Previous"),
    _("Next"),
    _("True"),
    _("False"),
    _("From"),
    _("To"),
    _("Date from"),
    _("Date to"),
    _("Value"),
    # Forms.
    _("Select value"),
    _("Date"),
    _("General"),
    _("Go back"),
    _("This item will be deleted."),
    _("Click to cancel"),
    _("Choose file to upload"),
    _("Image preview"),
    _("Click to download"),
    _("Toggle password visibility"),
    _(
        "Raw passwords are not stored, so there is no way to see this user’s password, but you can "
        'change the password using <a href="{}" class="text-primary-600 dark:text-primary-500">'
        "this form</a>."
    ),
    # Deleting.
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related "
        "objects, but your account doesn't have permission to delete the following types of "
        "objects:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following "
        "protected related objects:"
    ),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the '
        "following related items will be deleted:"
    ),
    # The frame of every page.
    _("Search apps and models..."),
    _("Light"),
    _("Dark"),
    _("System"),
    _("Action"),
    _("Available shortcuts"),
    _("Global shortcuts"),
    _("Changelist shortcuts"),
    _("Command tool shortcuts"),
    _("Open command tool"),
    _("Open shortcuts list"),
    _("Open selection"),
    _("Open selection in new tab"),
    _("Toggle sidebar"),
    _("Toggle dark/light mode"),
    _("Toggle filter"),
    _("Create new record"),
    _("Navigate"),
    _("Select"),
    _("Recent searches"),
    _("Nothing matched your search"),
)
