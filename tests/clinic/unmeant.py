"""The forms of a page as nobody means to send them: empty, and with nonsense in every field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.urls import reverse

NONSENSE = "☃ 99-99"
FIELDS = ("input", "select", "textarea", "button")
UNTYPED = ("file", "button", "reset", "image")
MAIN = {"main", "btn-primary", "default"}
# Django itself breaks on what nobody could choose there.
LOOKED_UP = "admin-autocomplete"
# These end what the test is about: the sign-in, and the language.
NEVER_SENT = ("account_logout", "admin:logout", "patients:language")


@dataclass
class Form:
    """Where it goes, what its page fills in, and what people fill in."""

    address: str
    by_htmx: bool
    kept: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)

    @property
    def empty(self) -> dict[str, str]:
        main = [one for one in self.buttons if MAIN & set(one.get("class", "").split())]
        pressed = [*main, *self.buttons][:1]
        named = {one["name"]: one.get("value", "") for one in pressed if one.get("name")}
        return {**self.kept, **named}

    @property
    def nonsense(self) -> dict[str, str]:
        return {**dict.fromkeys(self.typed, NONSENSE), **self.empty}


def forms_of(pages: Iterable[tuple[str, str]]) -> list[Form]:
    """Each form once that posts, of pages by their address."""
    never = {reverse(name) for name in NEVER_SENT}
    found: dict[tuple[str, ...], Form] = {}
    for address, page in pages:
        for form in _Reader(address, page).forms:
            if form.address not in never:
                found.setdefault((form.address, *form.typed, *form.kept), form)
    return list(found.values())


class _Reader(HTMLParser):
    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form" and (have.get("method", "").lower() == "post" or "hx-post" in have):
            to = have.get("hx-post") or have.get("action") or self.address
            self.open = Form(urljoin(self.address, to).partition("#")[0], "hx-post" in have)
            self.forms.append(self.open)
        elif self.open and tag in FIELDS:
            self._keep(self.open, tag, have)

    def _keep(self, form: Form, tag: str, have: dict[str, str]) -> None:
        kind, name = have.get("type") or ("submit" if tag == "button" else ""), have.get("name", "")
        if kind == "submit":
            form.buttons.append(have)
        elif kind == "hidden" and name:
            form.kept.setdefault(name, have.get("value", ""))
        elif name and kind not in UNTYPED and LOOKED_UP not in have.get("class", ""):
            form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
