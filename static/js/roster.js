// Looks for changes of the day's roster while somebody looks at it, and keeps open what is open.
(() => {
  const EVERY_MS = 20_000;
  const SOON_MS = 400;

  const look = () => {
    const roster = document.getElementById("roster");
    if (roster && document.visibilityState === "visible") htmx.trigger(roster, "look");
  };
  const openOnes = () => [...document.querySelectorAll("#roster details[open][id]")].map((one) => one.id);

  let open = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id === "roster") open = openOnes();
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    open = [];
  });
  document.addEventListener("visibilitychange", () => setTimeout(look, SOON_MS));
  setInterval(look, EVERY_MS);
})();
