/* Taps on the drawing of a body map tick its checkboxes; the drawing shows what is ticked.
   The checkboxes fire their ordinary events, so that forms that save as one types notice.
   Markup: templates/care/body_map.html. */
(() => {
  "use strict";
  // Half of a comfortable target, in pixels: a tap so near to a small place means it.
  const REACH = 22;
  const NARROW = matchMedia("(max-width: 47.99rem)");
  const maps = () => document.querySelectorAll("[data-body-map]");

  function boxOf(shape) {
    return shape.closest(".body-side").querySelector(`input[value="${shape.dataset.area}"]`);
  }

  function shapeOf(box) {
    return box.closest(".body-side").querySelector(`[data-area="${box.value}"]`);
  }

  function distance(shape, x, y) {
    const { left, right, top, bottom } = shape.getBoundingClientRect();
    return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  }

  function nearest(figure, x, y) {
    const near = [...figure.querySelectorAll("[data-area]")]
      .map((shape) => [distance(shape, x, y), shape])
      .sort((one, other) => one[0] - other[0])[0];
    return near && near[0] <= REACH ? near[1] : null;
  }

  function show(side) {
    const said = [];
    for (const box of side.querySelectorAll("input[type=checkbox]")) {
      shapeOf(box)?.classList.toggle("body-area-marked", box.checked);
      if (box.checked) said.push(box.closest("label").textContent.trim());
    }
    const words = side.querySelector("[data-body-said]");
    words.hidden = said.length === 0;
    words.textContent = said.length ? words.dataset.bodySaid.replace("{places}", () => said.join(" · ")) : "";
  }

  function begin(map) {
    if (!map.classList.contains("body-is-tappable")) {
      map.classList.add("body-is-tappable");
      // On a phone the drawing is what one sees first; the list is one tap away.
      if (NARROW.matches) for (const list of map.querySelectorAll("details")) list.open = false;
    }
    map.querySelectorAll(".body-side").forEach(show);
  }

  document.addEventListener("click", (event) => {
    const figure = event.target.closest?.("[data-body-map] .body-figure");
    if (!figure) return;
    const shape = event.target.closest("[data-area]") ?? nearest(figure, event.clientX, event.clientY);
    if (shape) boxOf(shape).click();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-body-map]")) show(event.target.closest(".body-side"));
  });
  for (const [name, on] of [["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      if (!event.target.matches?.("[data-body-map] input")) return;
      shapeOf(event.target)?.classList.toggle("body-area-focused", on && event.target.matches(":focus-visible"));
    });
  }
  maps().forEach(begin);
  document.addEventListener("htmx:load", () => maps().forEach(begin));
  // A browser that goes back puts the ticks back later than the page.
  addEventListener("pageshow", () => maps().forEach(begin));
})();
