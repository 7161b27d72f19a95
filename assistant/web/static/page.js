// Gradio's page, kept in its own language and light, with what Gradio's Markdown cannot hold: roles and gestures.
(() => {
  "use strict";
  const { locale, lost, lostTitle, close } = document.currentScript.dataset;

  // Gradio speaks the browser's language; this page has its own.
  Object.defineProperty(navigator, "language", { get: () => locale });
  Object.defineProperty(navigator, "languages", { get: () => [locale] });

  // Gradio follows the system into the dark; our colours are for a light page.
  const matchMedia = window.matchMedia.bind(window);
  window.matchMedia = (query) => matchMedia(query.includes("prefers-color-scheme") ? "not all" : query);

  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const announcer = document.createElement("div");
  announcer.className = "announcer";
  announcer.setAttribute("role", "status");
  let followed = "";

  const set = (node, name, value) => {
    if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
  };

  const say = (node, text) => {
    if (node && node.textContent !== text) node.textContent = text;
  };

  // After each change that Gradio makes.
  const settle = () => {
    set(document.documentElement, "lang", locale);
    if (document.body && !announcer.isConnected) document.body.append(announcer);
    const log = document.getElementById("conversation");
    set(log, "role", "log");
    set(log, "aria-live", "off"); // all of it is drawn anew each time; the announcer says what is new
    // The only thing that Gradio itself still says here, in English, is that the server is gone.
    for (const toast of document.querySelectorAll(".toast-body")) {
      say(toast.querySelector(".toast-title"), lostTitle);
      say(toast.querySelector(".toast-message-text"), lost);
      set(toast.querySelector(".toast-close"), "aria-label", close);
    }
    const latest = document.querySelector(".exchange.latest");
    const text = latest?.textContent ?? "";
    if (text && text !== followed) setTimeout(follow, 150, latest); // once what comes below it is there
    followed = text;
  };

  // A new question, then its answer, goes to the top of the window; the focus that its button took away goes with it.
  const follow = (exchange) => {
    exchange.scrollIntoView({ behavior, block: "start" });
    announcer.textContent = exchange.querySelector(".answer, .searching, .failure").textContent;
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

  document.addEventListener("click", (event) => {
    const marker = event.target.closest("a.marker[href^='#']");
    const card = marker && document.getElementById(marker.getAttribute("href").slice(1));
    if (card) {
      event.preventDefault();
      show(card);
    }
  });

  document.addEventListener("DOMContentLoaded", settle);
  new MutationObserver(settle).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["lang"],
    childList: true,
    subtree: true,
  });
})();
