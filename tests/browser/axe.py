"""What axe-core finds wrong with a page that is open."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

Rules = dict[str, object]
USUAL: Rules = {"resultTypes": ["violations"]}
# Beyond what axe looks at unasked: how large a target must be is new in WCAG 2.2.
EVERYTHING: Rules = {**USUAL, "rules": {"target-size": {"enabled": True}}}
COLOURS: Rules = {**USUAL, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Without what is only good practice: Unfold draws headings of columns without words.
STANDARD: Rules = {
    **USUAL,
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
}
RUN = """([within, rules]) => axe.run(within ?? document, rules)
  .then(({ violations }) => ({ violations }))"""


def violations(page: Page, rules: Rules = USUAL, *, within: str | None = None) -> str:
    """The report on the page, or on what this selector finds there; empty when nothing is wrong."""
    # A click ends when the next page begins; half of one is not what anybody reads.
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(RUN, [within, rules]))
    return found.generate_report() if found.violations_count else ""


def whatever_the_colours(rules: Rules) -> Rules:
    """The same rules where colours were looked at before: that takes longest."""
    known = rules.get("rules")
    assert known is None or isinstance(known, dict)
    return {**rules, "rules": {**(known or {}), "color-contrast": {"enabled": False}}}
