/* Small conveniences inside the desk's forms; without them a button does the same. Works for forms
   that come into the page later, too.

   [data-look]          a choice on which the rest of the form depends: asks again when it changes
   #new-patient         the fields of a new patient: opened, they begin with the name searched for */
(() => {
    "use strict";

    const panelOf = (event) => event.target.closest?.(".desk-panel");

    document.addEventListener("change", (event) => {
        if (panelOf(event) && event.target.matches("[data-look]")) {
            const form = event.target.form;
            form.requestSubmit(form.querySelector("button[name=look][value=again]"));
        }
    });

    /** What was searched for is a name already, unless it has digits or is an address. */
    function namesIn(typed) {
        const isName = typed && !/[\d@]/.test(typed);
        const [given, ...family] = isName ? typed.trim().split(/\s+/) : [""];
        return { given_name: given, family_name: family.join(" ") };
    }

    // It does not bubble.
    document.addEventListener("toggle", (event) => {
        const details = event.target;
        const summary = details.querySelector?.("summary");
        // Only when it was opened by hand, not when it came open.
        if (details.id !== "new-patient" || !details.open || document.activeElement !== summary) {
            return;
        }
        const fields = [...details.querySelectorAll("input")];
        const typed = panelOf(event)?.querySelector("input[data-find-patients]")?.value ?? "";
        for (const [name, value] of Object.entries(namesIn(typed))) {
            details.querySelector(`[name=${name}]`).value ||= value;
        }
        (fields.find((field) => !field.value) ?? fields[0]).focus();
    }, true);
})();
