// The one script of the desk: pages are whole without it. It renews what is marked data-live once a minute (or every
// data-every seconds), while the page is looked at and nobody is at work inside it; what has changed is read out by the count beside the title.
"use strict";
(() => {
  const live = () => document.querySelectorAll("[data-live]");
  const isBusy = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");

  async function renew() {
    if (document.hidden) return;
    const address = new URL(location.href);
    address.searchParams.set("refresh", "1");
    const answered = await fetch(address, { credentials: "same-origin", redirect: "manual" });
    if (answered.type === "opaqueredirect") { location.reload(); return; }
    if (!answered.ok) return;
    const page = new DOMParser().parseFromString(await answered.text(), "text/html");
    for (const part of live()) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (fresh && fresh.innerHTML !== part.innerHTML && !isBusy(part)) part.replaceChildren(...fresh.childNodes);
    }
  }

  if (live().length) {
    const seconds = [...live()].map((part) => Number(part.dataset.every || 60));
    setInterval(() => renew().catch(() => {}), Math.min(...seconds) * 1000);
    document.addEventListener("visibilitychange", () => renew().catch(() => {}));
  }

  // A page that comes back with something wrong begins there: at the first field that is named, else at what is said.
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const wrong = document.querySelector('main [aria-invalid="true"], main .warning input');
  const said = document.querySelector('main [role="alert"]');
  if (wrong) {
    (wrong.matches(FIELDS) ? wrong : wrong.querySelector(FIELDS))?.focus();
  } else if (said) {
    said.tabIndex = -1;
    said.focus();
  }

  // A form that is marked data-preview shows in its frame what is typed, half a second after the last key, and at once
  // where it came back with what was typed. The frame is made anew each time, so that the browser's way back is not full
  // of previews.
  for (const form of document.querySelectorAll("form[data-preview]")) {
    const button = form.querySelector("[formtarget]");
    const show = () => {
      const frame = document.querySelector(`iframe[name="${button.formTarget}"]`);
      const fresh = frame.cloneNode();
      fresh.removeAttribute("src");
      frame.replaceWith(fresh);
      form.requestSubmit(button);
    };
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 500);
    });
    if (form.dataset.preview === "at-once") show();
  }
})();
