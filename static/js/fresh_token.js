/* After signing in again in another tab an open page holds an old token, and all it posts is
   refused. Puts a new one into `form`; resolves to renewed, signed-out, refused or offline. */
window.freshToken = async (form, address, where) => {
  "use strict";
  try {
    const answer = await fetch(address, { headers: { "Cache-Control": "no-cache" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector(`${where} [name=csrfmiddlewaretoken]`);
    if (!token) return answer.redirected ? "signed-out" : "refused";
    form.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
    return "renewed";
  } catch {
    return "offline";
  }
};
