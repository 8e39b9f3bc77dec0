// The Print button of the day sheet; without scripts the page says how to print.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  // Other letters are wider and would break the lines elsewhere.
  button.addEventListener("click", () => document.fonts.ready.then(() => window.print()));
  document.getElementById("how-to-print").remove();
}
