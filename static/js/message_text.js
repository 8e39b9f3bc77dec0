/* Texts of messages: a click on a placeholder puts it where the cursor was. Without this script the
   placeholders are there to be read and typed. */
(() => {
    "use strict";

    const form = document.getElementById("text-form");
    if (!form) {
        return;
    }
    const fields = [...form.querySelectorAll("input[type=text], textarea")];
    let last = fields[0];

    form.addEventListener("focusin", (event) => {
        if (fields.includes(event.target)) {
            last = event.target;
        }
    });
    for (const button of document.querySelectorAll("[data-insert]")) {
        button.hidden = false;
        button.previousElementSibling.hidden = true;
        button.addEventListener("click", () => {
            last.focus();
            last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
            last.dispatchEvent(new Event("input", { bubbles: true }));
        });
    }
})();
