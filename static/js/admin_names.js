/* The admin's choosers with a search are drawn beside the real field, and lose its name on the way:
   a screen reader would say no more than "combobox". */
"use strict";

const nameChoosers = () => {
  for (const drawn of document.querySelectorAll(".select2-selection")) {
    const field = drawn.closest(".select2-container").previousElementSibling;
    const label = field?.labels?.[0];
    if (!label) continue;
    label.id ||= `${field.id}-name`;
    const shown = drawn.querySelector(".select2-selection__rendered");
    drawn.setAttribute("aria-labelledby", `${label.id} ${shown?.id ?? ""}`.trim());
    for (const part of drawn.querySelectorAll("[role=textbox], [role=searchbox]")) {
      part.setAttribute("aria-labelledby", label.id);
    }
  }
};

// Drawn some time after the page is there, and anew for each row that is added to it.
new MutationObserver(nameChoosers).observe(document, { childList: true, subtree: true });
