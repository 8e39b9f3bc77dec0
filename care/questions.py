"""What is asked before a visit: the choices behind the answers of an Intake, key by key.

Keys are stored; the words beside them are shown. Red flags and cautions are `treatments.safety`'s,
places on the body `care.body`'s.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Pain: 0 is none, 10 the worst imaginable (the numeric rating scale).
LEAST, WORST = 0, 10

# Acute, subacute and chronic low-back pain part at six and twelve weeks.
SINCE = {
    "days": _("A few days"),
    "weeks": _("One to six weeks"),
    "months": _("Six weeks to three months"),
    "longer": _("Three months to a year"),
    "years": _("More than a year"),
}
OTHER_TREATMENTS = {
    "chiropractic": _("Chiropractic"),
    "physiotherapy": _("Physiotherapy"),
    "medication": _("Medication"),
    "osteopathy": _("Osteopathy"),
    "acupuncture": _("Acupuncture"),
    "exercise": _("Exercises at home"),
}
PRESSURES = {"gentle": _("Gentle"), "medium": _("Medium"), "firm": _("Firm")}

# Long enough for every story, short enough to be read before a session.
LONGEST_TEXT = 2000

type Answers = dict[str, Any]


def words_of(choices: dict[str, Any], keys: list[str]) -> list[str]:
    """The words for chosen keys, in the order in which they are asked; unknown ones left out."""
    return [str(words) for key, words in choices.items() if key in keys]
