// Small pieces of the page. Text is always set as text: names come from outside.

export function text(tag, className = "", content = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (content) element.textContent = content;
  return element;
}

/** A drawing from the icon font; words stand beside it or in the label. */
export function icon(name, className = "") {
  const element = text("span", `material-symbols-outlined ${className}`.trim(), name);
  element.setAttribute("aria-hidden", "true");
  return element;
}

/** Something on the board that the arrow keys stop at. */
export function stopButton(className, id, column, from) {
  const button = text("button", className);
  button.type = "button";
  button.tabIndex = -1;
  Object.assign(button.dataset, { stop: id, column, from });
  return button;
}
