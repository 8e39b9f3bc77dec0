/* Small conveniences inside the desk's forms; without them a button does the same. Works for forms
   that come into the page later, too.

   [data-look]          a choice on which the rest of the form depends: asks again when it changes
   [data-new-patient]   "New patient" below a search that found nobody: opens those fields */
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

    document.addEventListener("click", (event) => {
        const panel = panelOf(event);
        const details = panel?.querySelector("#new-patient");
        if (!details || !event.target.closest("[data-new-patient]")) {
            return;
        }
        event.preventDefault();
        details.open = true;
        const typed = panel.querySelector("input[data-find-patients]")?.value ?? "";
        for (const [name, value] of Object.entries(namesIn(typed))) {
            const field = details.querySelector(`[name=${name}]`);
            field.value ||= value;
        }
        const fields = [...details.querySelectorAll("input")];
        (fields.find((field) => !field.value) ?? fields[0]).focus();
    });
})();
