"""What a browser would send of a form, read from its page."""

from html.parser import HTMLParser

TICKED = ("checkbox", "radio")


def _is_sent(have: dict[str, str]) -> bool:
    if have.get("type") in ("submit", "button", "file"):
        return False
    return have.get("type") not in TICKED or "checked" in have


class FilledForm(HTMLParser):
    """Collects the fields of the form with the id `wanted`; empty: of the last form that posts."""

    def __init__(self, page: str, wanted: str = "") -> None:
        super().__init__()
        self.wanted = wanted
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.select = self.textarea = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = have.get("method", "").lower() == "post"
            self.inside = have.get("id") == self.wanted if self.wanted else posts
            if self.inside:
                self.fields = {}
        elif self.inside:
            self._field(tag, have)

    def _field(self, tag: str, have: dict[str, str]) -> None:
        name = have.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in have and self.select:
            self.fields.setdefault(self.select, []).append(have.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = [""]
        elif tag == "input" and name and _is_sent(have):
            ticked = "on" if have.get("type") in TICKED else ""
            self.fields.setdefault(name, []).append(have.get("value", ticked))

    def handle_data(self, data: str) -> None:
        if self.inside and self.textarea:
            self.fields[self.textarea] = [self.fields[self.textarea][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""
