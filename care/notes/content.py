"""What a session note says, part by part, and how two versions of one become a third."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

type Content = dict[str, Any]

# In the order of the page; each with the question it answers.
TEXTS = {
    "subjective": _("What the patient says"),
    "objective": _("What you find"),
    "assessment": _("What you make of it"),
    "plan": _("What comes next"),
}
PAINS = {
    "pain_before": _("Pain before the session"),
    "pain_after": _("Pain after the session"),
}
LABELS = {
    **TEXTS,
    **PAINS,
    "techniques": _("Techniques"),
    "areas": _("Areas worked on"),
}
# Offered as chips; anything else is written in words. Notes keep the English names, whoever reads
# them: they are keys, shown as `said_techniques` says them. No comma within a name.
TECHNIQUES = {
    "Effleurage": _("Effleurage"),
    "Petrissage": _("Petrissage"),
    "Friction": _("Friction"),
    "Tapotement": _("Tapotement"),
    "Deep tissue": pgettext_lazy("technique", "Deep tissue"),
    "Trigger points": pgettext_lazy("technique", "Trigger points"),
    "Myofascial release": pgettext_lazy("technique", "Myofascial release"),
    "Neuromuscular": pgettext_lazy("technique", "Neuromuscular"),
    "Stretching": _("Stretching"),
    "Joint mobilization": _("Joint mobilization"),
    "Heat or cold": _("Heat or cold"),
    "Breathing": _("Breathing"),
    "Exercises for home": _("Exercises for home"),
}
USUAL_TECHNIQUES = tuple(TECHNIQUES)


def blank() -> Content:
    """Nothing written yet."""
    texts = dict.fromkeys((*TEXTS, "techniques"), "")
    return {**texts, "areas": [], **dict.fromkeys(PAINS)}


def whole(content: Content) -> Content:
    """`content` with every part, the missing ones empty."""
    return {name: content.get(name, empty) for name, empty in blank().items()}


def is_blank(content: Content) -> bool:
    return whole(content) == blank()


def empty_parts(content: Content) -> list[str]:
    """The labels of what is still empty, in the order of the page. A pain of 0 is an answer."""
    present = whole(content)
    return [str(label) for name, label in LABELS.items() if present[name] in ("", [], None)]


def without_pain(content: Content) -> Content:
    """What another session may begin with: scores belong to the one where they were asked."""
    return {**whole(content), **dict.fromkeys(PAINS)}


def joined(mine: Content, other: Content) -> Content:
    """Everything of both: `mine` first, below it what only `other` says; of scores, mine."""
    one, two = whole(mine), whole(other)
    chosen, words = _both_techniques(one["techniques"], two["techniques"])
    return {
        **{name: _below(one[name], two[name]) for name in TEXTS},
        "techniques": written_techniques(chosen, words),
        "areas": [*one["areas"], *(key for key in two["areas"] if key not in one["areas"])],
        **{name: two[name] if one[name] is None else one[name] for name in PAINS},
    }


def differing(mine: Content, other: Content) -> list[str]:
    """The names of the parts in which they differ."""
    one, two = whole(mine), whole(other)
    return [name for name in LABELS if one[name] != two[name]]


def written_techniques(chosen: list[str], words: str) -> str:
    """The usual ones on the first line, one's own words below."""
    usual = ", ".join(name for name in USUAL_TECHNIQUES if name in chosen)
    return "\n".join(part for part in (usual, words.strip()) if part)


def read_techniques(text: str) -> tuple[list[str], str]:
    """The usual ones and one's own words, of a text as `written_techniques` makes it."""
    first, _, rest = text.partition("\n")
    named = first.split(", ")
    if all(name in USUAL_TECHNIQUES for name in named):
        return named, rest
    return [], text


def said_techniques(text: str) -> str:
    """A text as `written_techniques` makes it, with the usual ones in the reader's language."""
    usual, words = read_techniques(text)
    said = ", ".join(str(TECHNIQUES[name]) for name in usual)
    return "\n".join(part for part in (said, words) if part)


def _both_techniques(one: str, two: str) -> tuple[list[str], str]:
    (mine, words), (others, other_words) = read_techniques(one), read_techniques(two)
    return [*mine, *others], _below(words, other_words)


def _below(one: str, two: str) -> str:
    """`two` under `one`, unless it is all there already."""
    if two.strip() in one:
        return one
    return f"{one}\n\n{two}" if one.strip() and one.strip() not in two else two
