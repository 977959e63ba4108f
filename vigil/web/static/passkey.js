// Asks a security key or passkey where a form is marked data-passkey ("create" or "get") and sends what it answered.
// A browser that cannot do so never shows what needs it.
"use strict";
(() => {
  const CREDENTIALS = window.PublicKeyCredential;
  if (!CREDENTIALS?.parseCreationOptionsFromJSON) return;

  function ask(form) {
    const given = JSON.parse(form.dataset.options);
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: CREDENTIALS.parseCreationOptionsFromJSON(given) })
      : navigator.credentials.get({ publicKey: CREDENTIALS.parseRequestOptionsFromJSON(given) });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const trouble = form.querySelector("[data-trouble]");
    const answer = form.elements.answer;
    form.hidden = false;
    document.querySelectorAll("[data-without-passkey]").forEach((each) => { each.hidden = true; });
    addEventListener("pageshow", () => { answer.value = ""; });
    form.addEventListener("submit", async (event) => {
      if (answer.value) return;
      event.preventDefault();
      trouble.hidden = true;
      try {
        answer.value = JSON.stringify(await ask(form));
        form.requestSubmit();
      } catch {
        trouble.hidden = false;
      }
    });
  }
})();
