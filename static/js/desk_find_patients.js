/* A search box for patients: the list below it follows what is typed; arrows and Enter choose.

   <input data-find-patients="/admin/schedule/patients/" aria-controls="found" [data-choose]
          data-unanswered="what to say when the search does not answer">
   <div id="found"></div>

   Works for boxes that come into the page later, too. Without it, Enter submits the box's form. */
(() => {
    "use strict";

    const PAUSE = 120;
    const asked = new WeakMap();

    const boxOf = (event) => event.target.closest?.("input[data-find-patients]");
    const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
    const optionsOf = (box) => [...(listOf(box)?.querySelectorAll("[role=option]") ?? [])];
    const chosenOf = (box) => optionsOf(box).find((option) => option.getAttribute("aria-selected") === "true");

    async function ask(box) {
        asked.get(box)?.abort();
        const asking = new AbortController();
        asked.set(box, asking);
        const address = new URL(box.dataset.findPatients, location.href);
        address.searchParams.set("q", box.value);
        if ("choose" in box.dataset) {
            address.searchParams.set("choose", "1");
        }
        try {
            const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal });
            if (answer.ok && !answer.redirected) {
                listOf(box).innerHTML = await answer.text();
                choose(box, undefined);
            }
        } catch (error) {
            if (error.name !== "AbortError") {
                listOf(box).textContent = box.dataset.unanswered ?? "";
            }
        }
    }

    function choose(box, option) {
        for (const other of optionsOf(box)) {
            other.setAttribute("aria-selected", String(other === option));
        }
        if (option) {
            box.setAttribute("aria-activedescendant", option.id);
            option.scrollIntoView({ block: "nearest" });
        } else {
            box.removeAttribute("aria-activedescendant");
        }
    }

    function step(box, by) {
        const options = optionsOf(box);
        if (options.length) {
            const at = options.indexOf(chosenOf(box));
            const next = at < 0 && by < 0 ? options.length - 1 : at + by;
            choose(box, options[(next + options.length) % options.length]);
        }
    }

    let pause;
    document.addEventListener("input", (event) => {
        const box = boxOf(event);
        if (box) {
            clearTimeout(pause);
            pause = setTimeout(ask, PAUSE, box);
        }
    });

    document.addEventListener("keydown", (event) => {
        const box = boxOf(event);
        if (!box || event.isComposing) {
            return;
        }
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            step(box, event.key === "ArrowDown" ? 1 : -1);
        } else if (event.key === "Enter" && chosenOf(box)) {
            event.preventDefault();
            chosenOf(box).click();
        }
    });

    // A box that is announced as what it is, once there is something to announce.
    document.addEventListener("focusin", (event) => {
        const box = boxOf(event);
        if (box) {
            box.setAttribute("role", "combobox");
            box.setAttribute("aria-autocomplete", "list");
            box.setAttribute("aria-expanded", "true");
        }
    });
})();
