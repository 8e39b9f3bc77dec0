"""A browser without a screen: it keeps cookies, sends forms, and follows nothing."""

from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

# A secret of one's own making, sent twice: how Django recognises a form of its own site.
CSRF = "a" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    page: str
    content_type: str


class Browser:
    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies = {"csrftoken": CSRF}

    def another_tab(self) -> "Browser":
        """The same visitor, in a connection of its own."""
        tab = Browser(f"http://{self.host}")
        tab.cookies = dict(self.cookies)
        return tab

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **form: Any) -> Answer:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **form}))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={it}" for name, it in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(header).items()}
        return Answer(
            response.status,
            response.headers.get("Location", ""),
            page,
            response.headers.get("Content-Type", ""),
        )
