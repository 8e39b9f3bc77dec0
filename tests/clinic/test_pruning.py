"""Of Bootstrap the site carries what it uses."""

import re
from pathlib import Path

import pytest

from clinic.pruning import classes_of, prune

CHECKOUT = Path(__file__).resolve().parents[2]
TEMPLATES = CHECKOUT / "templates"
BOOTSTRAP = CHECKOUT / "static" / "vendor" / "bootstrap"
# Pages with style sheets of their own: the admin's, and e-mails.
ELSEWHERE = ("admin", "unfold", "messages", "account/email")
CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')
TEMPLATE_TAG = re.compile(r"{[{%].*?[}%]}")


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".btn{color:red}.card{color:red}", ".btn{color:red}"),
        (".btn,.card,a{top:0}", ".btn,a{top:0}"),
        (".btn .card{top:0}", ""),
        (".btn:not(.card){top:0}", ".btn:not(.card){top:0}"),
        ("a:is(.btn,.card){top:0}", ""),
        ("@media print{.card{top:0}}a{top:0}", "a{top:0}"),
        ("@media print{.btn{top:0}.card{top:0}}", "@media print{.btn{top:0}}"),
        ("[data-bs-theme=dark] .btn{top:0}", ""),
        ('.btn{background:url("a}b{.card")}', '.btn{background:url("a}b{.card")}'),
        ("@keyframes turn{to{top:0}}.btn{top:0}", ".btn{top:0}"),
        ("@keyframes turn{to{top:0}}.btn{animation:turn 1s}", None),
        ('@charset "UTF-8";a{top:0}', None),
    ],
)
def test_it_keeps_what_is_used(css: str, left: str | None) -> None:
    assert prune(css, {"btn"}).strip() == (css if left is None else left)


def test_it_keeps_the_licence() -> None:
    assert prune("/*! MIT */.card{top:0}/* no */", set()).strip() == "/*! MIT */"


def test_it_finds_classes_in_blocks_too() -> None:
    assert classes_of(".a .b{top:0}@media print{.c{top:1.5em}}") == {"a", "b", "c"}


def test_it_does_not_end_in_the_middle() -> None:
    with pytest.raises(ValueError, match="never closed"):
        prune("a{top:0", set())


def test_no_template_uses_a_class_that_was_left_out() -> None:
    left_out = set((BOOTSTRAP / "left_out.txt").read_text().split())
    assert "modal" in left_out
    wanted = {
        f"{file.relative_to(TEMPLATES)}: {name}"
        for file in TEMPLATES.rglob("*.html")
        if not str(file.relative_to(TEMPLATES)).startswith(ELSEWHERE)
        for attribute in CLASS_ATTRIBUTE.findall(TEMPLATE_TAG.sub(" ", file.read_text()))
        for name in attribute.split()
        if name in left_out
    }
    assert wanted == set()
