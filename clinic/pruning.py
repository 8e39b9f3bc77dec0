"""A style sheet with only the rules that the site uses: Bootstrap, without its other nine tenths.

It reads minified CSS without comments of its own kind: rules, and blocks of rules after an @.
"""

import re
from collections.abc import Collection, Iterator

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# What must not be there says nothing about what is.
NEGATION = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NAME_OF_KEYFRAMES = re.compile(r"@(?:-\w+-)?keyframes\s+([\w-]+)")


def prune(css: str, kept: Collection[str]) -> str:
    """The rules whose classes are all among `kept`, and those that name no class."""
    licence = "".join(COMMENT.findall(css)[:1])
    pruned = _block(COMMENT.sub("", css), set(kept))
    return licence + "\n" + _without_idle_keyframes(pruned) + "\n"


def classes_of(css: str) -> set[str]:
    """Every class that a rule of this style sheet is about."""
    selectors = [head for head, body in _statements(COMMENT.sub("", css)) if body is not None]
    inner = [
        body
        for head, body in _statements(COMMENT.sub("", css))
        if body is not None and _holds_rules(head)
    ]
    return set(CLASS.findall("".join(selectors))).union(*(classes_of(body) for body in inner))


def _statements(css: str) -> Iterator[tuple[str, str | None]]:
    """The head and the body of each rule or block; an @charset has no body."""
    position = start = 0
    while position < len(css):
        if css[position] == ";":
            yield css[start:position].strip(), None
            position = start = position + 1
        elif css[position] == "{":
            end = _closing(css, position)
            yield css[start:position].strip(), css[position + 1 : end]
            position = start = end + 1
        else:
            position += 1


def _closing(css: str, opening: int) -> int:
    """Where the brace that opens here is closed; braces in quotes do not count."""
    depth, quote = 0, ""
    for position in range(opening, len(css)):
        sign = css[position]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            if not depth:
                return position
    raise ValueError("A brace of the style sheet is never closed.")


def _holds_rules(head: str) -> bool:
    return head.startswith(("@media", "@supports", "@container", "@layer"))


def _block(css: str, kept: set[str]) -> str:
    return "".join(_statement(head, body, kept) for head, body in _statements(css))


def _statement(head: str, body: str | None, kept: set[str]) -> str:
    if body is None:
        return f"{head};"
    if _holds_rules(head):
        inner = _block(body, kept)
        return f"{head}{{{inner}}}" if inner else ""
    if not head.startswith("@"):
        head = ",".join(one for one in _selectors(head) if _is_used(one, kept))
    return f"{head}{{{body}}}" if head else ""


def _selectors(head: str) -> Iterator[str]:
    """Split at the commas that stand in no bracket."""
    depth = start = 0
    for position, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            yield head[start:position]
            start = position + 1
    yield head[start:]


def _is_used(selector: str, kept: set[str]) -> bool:
    if "[data-bs-theme=dark]" in selector:
        return False
    return kept.issuperset(CLASS.findall(NEGATION.sub("", selector)))


def _without_idle_keyframes(css: str) -> str:
    rest = [(head, body) for head, body in _statements(css) if "keyframes" not in head]
    used = " ".join(body for _, body in rest if body)
    return "".join(
        f"{head};" if body is None else f"{head}{{{body}}}"
        for head, body in _statements(css)
        if not (name := NAME_OF_KEYFRAMES.match(head)) or name[1] in used
    )
