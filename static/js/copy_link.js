/* <button data-copy="id-of-a-field" hidden> copies that field and says so in [data-copied],
   whose data-done and data-selected have the words.
   Without JavaScript the button stays hidden, and the field can be selected as ever. */
(() => {
  "use strict";

  async function copy(field) {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      // No clipboard without a secure connection; what is selected can still be copied.
      return document.execCommand("copy");
    }
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.querySelector("[data-copied]");
    field.addEventListener("focus", () => field.select());
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = "";
      const done = await copy(field);
      said.textContent = done ? said.dataset.done : said.dataset.selected;
    });
  }
})();
