/* Puts free times into a page of the clinic's own site, where this script stands:
 *   <script src="…/embed/book.js" data-treatment="swedish-massage" data-location="…" defer></script>
 * It speaks `data-language` (en or fr), or else the language of that page.
 * All that it is told from inside is how tall it would like to be. */
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  const wanted = new URLSearchParams();
  for (const name of ["treatment", "duration", "location", "therapist"]) {
    if (script.dataset[name]) wanted.set(name, script.dataset[name]);
  }
  const language = (script.dataset.language || document.documentElement.lang).slice(0, 2);
  if (language) wanted.set("language", language);
  const titles = {% autoescape off %}{{ titles }}{% endautoescape %};
  frame.src = `${origin}/embed/book/?${wanted}`;
  frame.title = script.dataset.title || titles[language] || titles.en;
  frame.style.cssText = "display:block;width:100%;height:720px;border:0";
  script.after(frame);
  addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const height = Number(event.data && event.data.height);
    if (height > 0 && height < 20000) frame.style.height = `${Math.ceil(height)}px`;
  });
})();
