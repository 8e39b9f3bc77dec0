// One key for what one does all day. Not while somebody types, and not behind an open dialog.

const TYPING = "input, select, textarea, [contenteditable]";

/** `does` maps a key to what it does. */
export function listenForKeys(does) {
  document.addEventListener(
    "keydown",
    (event) => {
      const act = does[event.key];
      if (!act || isMeantElsewhere(event)) return;
      event.preventDefault();
      // The admin has keys of its own for some of these.
      event.stopPropagation();
      act(event);
    },
    true,
  );
}

function isMeantElsewhere(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  if (document.querySelector("dialog[open]")) return true;
  if (event.target.closest?.(TYPING)) return true;
  // On the board the arrows go from one appointment to the next.
  return event.key.startsWith("Arrow") && event.target.closest?.("[data-stop], [role=listbox]");
}
