// All of the board's state is in the address: a link, a reload, back and forward show the same.

/** Follows links marked data-go without loading the page; `went` hears every new address. */
export function followAddress(went) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(new URL(link.href).search.slice(1), went);
  });
  window.addEventListener("popstate", () => went(window.location.search.slice(1)));
}

export function go(address, went) {
  if (address !== window.location.search.slice(1)) history.pushState(null, "", `?${address}`);
  went(address);
}

/** The address with other values; an empty one is left out. */
export function changed(address, values) {
  const query = new URLSearchParams(address);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  return query.toString();
}
