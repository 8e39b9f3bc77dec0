"""How a page comes over a slow line: it is light, and once it is seen nothing on it moves."""

import gzip

from playwright.sync_api import Page, Response, Route

LIMIT = 150_000
# What the server says before each file.
HEADERS = 400
# They have no body, and the browser keeps none for them.
REDIRECTS = range(300, 400)
# What would move the page if it came later.
FIRST = "/js/zone_note.js"
MOST_BLOCKING = 8
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((one) => one.renderBlockingStatus === "blocking").map((one) => one.name)"""
# Pictures below the fold, too.
HAS_ALL = """() => Promise.all([...document.images].map((picture) => {
  picture.loading = "eager";
  return picture.decode().catch(() => {});
}))"""
WATCH = """(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      const moved = one.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "what has gone");
      window.shifts.push(`moved by ${one.value}: ${moved}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
})()"""
# For a tenth of a second a browser waits for letters; after that it keeps its own for this page.
IS_SEEN = """() => new Promise((seen) => new PerformanceObserver((list) => {
  const since = list.getEntries()[0].startTime;
  const look = (now) => (now > since + 300 ? seen() : requestAnimationFrame(look));
  requestAnimationFrame(look);
}).observe({ type: "paint", buffered: true }))"""
HAS_SETTLED = """() => document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))"""


class SlowLine:
    """Brings pages to a tab, their letters late, and counts what comes with them."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.letters: list[Route] = []
        self.answers: list[Response] = []
        self.known: dict[str, int] = {}
        tab.add_init_script(WATCH)
        # A tab whose requests are looked at keeps no copies: every page comes as to a new browser.
        tab.route("**/*.woff2", lambda route: self.letters.append(route))
        tab.on("response", lambda answer: self.answers.append(answer))

    def bring(self, address: str) -> list[str]:
        """Opens the page; what was wrong with its arrival."""
        self.letters.clear()
        self.answers.clear()
        self.tab.goto(address, wait_until="commit")
        self.tab.evaluate(IS_SEEN)
        late = len(self.letters)
        for letters in self.letters:
            letters.continue_()
        self.tab.wait_for_load_state()
        self.tab.evaluate(HAS_SETTLED)
        found = [] if late else ["asked for no letters"]
        found += [] if self.tab.url.endswith(address) else [f"led to {self.tab.url}"]
        return [*found, *self.tab.evaluate("window.shifts"), *self._burdens(), *self._in_the_way()]

    def _burdens(self) -> list[str]:
        """More than the limit, or anything of somebody else's."""
        self.tab.evaluate(HAS_ALL)
        weights = {answer.url: self._weight(answer) for answer in self.answers}
        site = self.tab.evaluate("location.origin")
        foreign = [url for url in weights if not url.startswith((site, "data:"))]
        heavy = sum(weights.values()) >= LIMIT
        return [f"asks for {url}" for url in foreign] + ([f"weighs {weights}"] if heavy else [])

    def _weight(self, answer: Response) -> int:
        """As in production: WhiteNoise compresses the site's own files, nobody the page itself."""
        if answer.url in self.known:
            return self.known[answer.url]
        body = b"" if answer.status in REDIRECTS else answer.body()
        if "/static/" not in answer.url:
            return HEADERS + len(body)
        self.known[answer.url] = HEADERS + min(len(body), len(gzip.compress(body)))
        return self.known[answer.url]

    def _in_the_way(self) -> list[str]:
        """What stands between the page and its first sight, where it is more than little."""
        blocking = self.tab.evaluate(BLOCKING)
        few = len(blocking) <= MOST_BLOCKING
        scripts = [one for one in blocking if not one.endswith((".css", FIRST))]
        return [f"waits for {one}" for one in (scripts if few else blocking)]
