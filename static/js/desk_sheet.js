// The Print button of the day sheet; without scripts the page says how to print.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  document.getElementById("how-to-print").remove();
}
