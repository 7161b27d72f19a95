// Gradio's page, kept in its own language and light, with what Gradio's Markdown cannot hold: roles and gestures.
(() => {
  "use strict";
  const { locale, lost, lostTitle, close, remove, copied } = document.currentScript.dataset;

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
  let judging = false; // whether a person is asked what they think of an answer

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
    for (const chip of document.querySelectorAll("#scope button")) {
      set(chip, "aria-label", `${remove} : ${chip.textContent.trim()}`);
    }
    const toggle = document.getElementById("filters-toggle");
    const fields = [...document.querySelectorAll("#filters input")];
    const count = fields.filter((field) => (field.type === "checkbox" ? field.checked : field.value.trim())).length;
    set(toggle, "data-count", count ? String(count) : "");
    if (toggle) set(toggle, "aria-label", [toggle.textContent.trim(), count ? `(${count})` : ""].join(" ").trim());
    set(toggle, "aria-controls", "filters");
    set(toggle, "aria-expanded", String(document.documentElement.classList.contains("filtering")));
    // The only thing that Gradio itself still says here, in English, is that the server is gone.
    for (const toast of document.querySelectorAll(".toast-body")) {
      say(toast.querySelector(".toast-title"), lostTitle);
      say(toast.querySelector(".toast-message-text"), lost);
      set(toast.querySelector(".toast-close"), "aria-label", close);
    }
    const opinion = document.getElementById("opinion");
    const asked = Boolean(opinion?.offsetParent);
    if (asked && !judging) opinion.scrollIntoView({ behavior, block: "center" }); // else under the bar of the question
    judging = asked;
    const latest = document.querySelector(".exchange.latest");
    const text = latest ? latest.querySelector(".question").textContent + said(latest) : "";
    if (text && text !== followed) {
      // An answer that is being written only grows: what is new is said, and nothing moves.
      if (followed && text.startsWith(followed)) announcer.textContent = text.slice(followed.length);
      else setTimeout(follow, 150); // once what comes below it is there
    }
    followed = text;
  };

  const said = (exchange) => {
    const part = exchange.querySelector(".answer, .searching, .failure");
    return part.textContent.replace(/\s+/g, " ").trim();
  };

  // A new question, then its answer, goes to the top of the window; the focus that its button took away goes with it.
  // A person who is already at one of its sources stays there.
  const follow = () => {
    const exchange = document.querySelector(".exchange.latest"); // Gradio may have drawn it anew since
    if (!exchange) return;
    if (!document.activeElement.closest(".source")) exchange.scrollIntoView({ behavior, block: "start" });
    announcer.textContent = said(exchange);
    if (document.activeElement === document.body) {
      const heading = exchange.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  };

  const show = (node, block) => {
    node.scrollIntoView({ behavior, block });
    for (const one of document.querySelectorAll(".source.shown, .marker.shown")) one.classList.remove("shown");
    void node.offsetWidth; // starts the animation again
    node.classList.add("shown");
    if (node.tabIndex < 0) node.tabIndex = -1; // a card takes the focus; a marker does already
    node.focus({ preventScroll: true });
  };

  // « Copier » copies the last answer with its question and its sources; « Filtres » opens what restricts a question.
  const copyAnswer = async (button) => {
    const exchange = document.querySelector(".exchange.latest");
    const of = (name) => exchange?.querySelector(name)?.innerText.trim();
    const sources = [...(exchange?.querySelectorAll(".references li") ?? [])];
    const listed = sources.map((item) => `[${item.value}] ${item.textContent.trim()}`);
    const folded = exchange?.querySelector(".other-rows:not([open])");
    folded?.setAttribute("open", ""); // the other rows of a table are copied too
    const answer = of(".answer")?.replace(of(".other-rows summary"), "");
    folded?.removeAttribute("open");
    await navigator.clipboard.writeText([of(".question"), answer, listed.join("\n")].filter(Boolean).join("\n\n"));
    button.classList.add("done");
    announcer.textContent = copied;
    setTimeout(() => button.classList.remove("done"), 2000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.id === "copy-answer") copyAnswer(button);
    if (button?.id === "filters-toggle") {
      document.documentElement.classList.toggle("filtering");
      settle();
    }
  });

  // A marker leads to its card, and the card back to the marker that one came by, or else to its first.
  let left = null;
  document.addEventListener("click", (event) => {
    const marker = event.target.closest("a.marker[href^='#']");
    const card = marker && document.getElementById(marker.getAttribute("href").slice(1));
    const back = event.target.closest("a.back");
    if (card) {
      event.preventDefault();
      left = marker;
      show(card, "nearest");
    } else if (back) {
      const href = `#${back.closest(".source").id}`;
      const here = left?.isConnected && left.getAttribute("href") === href;
      const place = here ? left : document.querySelector(`.exchange.latest .marker[href="${href}"]`);
      if (place) {
        event.preventDefault();
        show(place, "center");
      }
    }
  });

  for (const change of ["input", "change"]) document.addEventListener(change, settle);
  document.addEventListener("DOMContentLoaded", settle);
  new MutationObserver(settle).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["lang"],
    childList: true,
    subtree: true,
  });
})();
