import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic.environment import Environment

KEY = "k" * 43 + "="


def read(**variables: str) -> Environment:
    return Environment(variables)


def test_it_reads_a_text() -> None:
    assert read(NAME=" Unknot ").text("NAME") == "Unknot"


def test_it_says_what_is_missing() -> None:
    with pytest.raises(ImproperlyConfigured, match="NAME is not set"):
        read().text("NAME")


def test_an_empty_text_is_missing() -> None:
    with pytest.raises(ImproperlyConfigured, match="NAME is not set"):
        read(NAME="  ").text("NAME")


@pytest.mark.parametrize(
    ("text", "value"), [("on", True), ("TRUE", True), ("1", True), ("off", False), ("no", False)]
)
def test_it_reads_a_flag(text: str, value: bool) -> None:
    assert read(FLAG=text).flag("FLAG", default=not value) is value


def test_it_refuses_what_is_neither_on_nor_off() -> None:
    with pytest.raises(ImproperlyConfigured, match="FLAG must be on or off, not 'maybe'"):
        read(FLAG="maybe").flag("FLAG", default=True)


@pytest.mark.parametrize("text", ["-1", "1.5", "eight", "１２x"])
def test_it_refuses_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="COUNT must be a whole number"):
        read(COUNT=text).whole_number("COUNT", 0)


@pytest.mark.parametrize("text", ["29", "101", "9" * 30])
def test_it_refuses_a_number_out_of_bounds(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="COUNT must be from 30 to 100"):
        read(COUNT=text).whole_number("COUNT", 50, least=30, most=100)


def test_it_reads_words() -> None:
    assert read(HOSTS="a.example, b.example,,").words("HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("http://clinic.example:http", "SITE_URL is not a URL"),
        ("clinic.example", "SITE_URL must begin with one of http, https"),
        ("ftp://clinic.example", "SITE_URL must begin with one of http, https"),
    ],
)
def test_it_refuses_what_is_no_address(text: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(SITE_URL=text).url("SITE_URL", {"http", "https"})


def test_it_reads_a_database_on_a_host() -> None:
    database = read(D="postgresql://me:p%40ss@db.example:6543/clinic?sslmode=require").database("D")

    assert database["HOST"] == "db.example"
    assert database["PORT"] == "6543"
    assert (database["USER"], database["PASSWORD"]) == ("me", "p@ss")
    assert database["NAME"] == "clinic"
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_it_reads_a_database_on_a_socket() -> None:
    database = read(D="postgresql://postgres@/clinic?host=/run/sockets").database("D")

    assert database["HOST"] == "/run/sockets"
    assert database["PORT"] == ""


@pytest.mark.parametrize(
    ("scheme", "port", "tls", "ssl"),
    [("smtp", 25, False, False), ("smtp+tls", 587, True, False), ("smtps", 465, False, True)],
)
def test_it_reads_a_mail_server(scheme: str, port: int, tls: bool, ssl: bool) -> None:
    options = read(M=f"{scheme}://me:secret@mail.example").mailer("M")["OPTIONS"]

    assert (options["host"], options["port"]) == ("mail.example", port)
    assert (options["use_tls"], options["use_ssl"]) == (tls, ssl)
    assert (options["username"], options["password"]) == ("me", "secret")


def test_it_reads_encryption_keys_in_order() -> None:
    keys = read(KEYS=f"new:{KEY},old:{KEY}").encryption_keys("KEYS")

    assert list(keys) == ["new", "old"]
    assert len(keys["new"]) == 32


@pytest.mark.parametrize("text", ["short:YWJj", f":{KEY}", KEY, "new:***"])
def test_it_refuses_what_is_no_encryption_key(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEYS must list id:key pairs"):
        read(KEYS=text).encryption_keys("KEYS")


def test_it_reads_origins() -> None:
    origins = read(SITES="https://clinic.example, http://127.0.0.1:8001").origins("SITES")
    assert origins == ["https://clinic.example", "http://127.0.0.1:8001"]
    assert read().origins("SITES") == []


@pytest.mark.parametrize(
    "text",
    [
        *("*", "clinic.example", "https://clinic.example/", "https://a b", "ftp://clinic.example"),
        *("https://clinic.example;script-src *", "https://", "https://*.example"),
    ],
)
def test_it_refuses_what_is_no_origin(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITES"):
        read(SITES=text).origins("SITES")
