// Gradio's page, kept in its own language and light, with what Gradio's Markdown cannot hold: roles and gestures.
(() => {
  "use strict";
  const locale = document.currentScript.dataset.locale;

  // Gradio speaks the browser's language; this page has its own.
  Object.defineProperty(navigator, "language", { get: () => locale });
  Object.defineProperty(navigator, "languages", { get: () => [locale] });

  // Gradio follows the system into the dark; our colours are for a light page.
  const matchMedia = window.matchMedia.bind(window);
  window.matchMedia = (query) => matchMedia(query.includes("prefers-color-scheme") ? "not all" : query);

  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm ? "auto" : "smooth";
  let followed = "";

  const set = (node, name, value) => {
    if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
  };

  const settle = () => {
    set(document.documentElement, "lang", locale);
    const log = document.getElementById("conversation");
    set(log, "role", "log");
    set(log, "aria-live", "polite");
    const latest = document.querySelector(".exchange.latest");
    if (latest && latest.textContent !== followed) setTimeout(follow, 150, latest); // what comes below it first
    followed = latest?.textContent ?? "";
  };

  // A new question, then its answer, goes to the top of the window; the focus that its button took away goes with it.
  const follow = (exchange) => {
    exchange.scrollIntoView({ behavior, block: "start" });
    if (document.activeElement === document.body) {
      const heading = exchange.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  };

  const show = (card) => {
    card.scrollIntoView({ behavior, block: "nearest" });
    card.classList.remove("shown");
    void card.offsetWidth; // starts the animation again
    card.classList.add("shown");
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
  };

  const copy = async (button) => {
    const text = button.parentElement.querySelector(".reference").textContent;
    await navigator.clipboard.writeText(text);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  };

  document.addEventListener("click", (event) => {
    const marker = event.target.closest("a.marker[href^='#']");
    if (marker) {
      event.preventDefault();
      const card = document.getElementById(marker.getAttribute("href").slice(1));
      if (card) show(card);
      return;
    }
    const button = event.target.closest("button.copy");
    if (button) copy(button);
  });

  document.addEventListener("DOMContentLoaded", settle);
  new MutationObserver(settle).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["lang"],
    childList: true,
    subtree: true,
  });
})();
