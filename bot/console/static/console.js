// What shortens the way. Every page works without this file.
(() => {
  "use strict";

  // On a phone the list of pages is folded; without a script it stands open.
  const pages = document.querySelector("details.pages");
  const narrow = window.matchMedia("(max-width: 52rem)");
  const fold = () => { if (pages) pages.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);

  // Somebody who made a mistake hears it first.
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();

  // A form is sent once, however often a hand that shakes presses.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  // A conversation that has changed is fetched again at once; without a stream htmx asks by itself.
  const live = document.querySelector("[data-live]");
  if (live && window.EventSource) {
    const stream = new EventSource(live.dataset.live);
    stream.addEventListener("changed", () => {
      const current = document.querySelector("[data-live]");
      if (current && window.htmx) window.htmx.trigger(current, "changed");
    });
    window.addEventListener("pagehide", () => stream.close());
    document.documentElement.classList.add("is-live");
  }

  // Keys: "/" searches, "?" helps, "g" and a letter goes to a page.
  let going = 0;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "?") {
      window.location.assign("/console/help");
    } else if (event.key === "g") {
      going = Date.now();
      return;
    } else if (Date.now() - going < 1500) {
      const link = document.querySelector(`nav.side a[data-key="${CSS.escape(event.key)}"]`);
      if (link) link.click();
    }
    going = 0;
  });
})();
