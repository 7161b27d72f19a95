// Acronyms are explained on hover, on focus and on touch; Escape, or a look elsewhere, takes the explanation away.
(() => {
  "use strict";
  const tip = document.createElement("div");
  tip.id = "term-explained";
  tip.className = "explained";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let shown = null;
  let number = 0; // of the term shown, among those of the same meaning
  let focused = false; // whether it had the focus, which goes when it is drawn again

  // A title alone is read by neither the keyboard nor a finger: it becomes a description that we show ourselves.
  const prepare = (term) => {
    term.dataset.meaning = term.title;
    term.removeAttribute("title");
    term.tabIndex = 0;
    term.setAttribute("role", "button");
    term.setAttribute("aria-description", term.dataset.meaning);
  };

  const alike = (meaning) =>
    [...document.querySelectorAll("abbr.term")].filter((term) => term.dataset.meaning === meaning);

  // An answer that is being written is drawn again with each sentence: what explains an acronym follows it.
  const follow = () => {
    const again = alike(shown.dataset.meaning)[number];
    if (!again) hide();
    else if (focused && document.activeElement === document.body) again.focus({ preventScroll: true });
    else show(again);
  };

  const prepareAll = () => {
    if (document.body && !tip.isConnected) document.body.append(tip);
    for (const term of document.querySelectorAll("abbr.term[title]")) prepare(term);
    if (shown && !shown.isConnected) follow();
  };

  const show = (term) => {
    shown = term;
    number = alike(term.dataset.meaning).indexOf(term);
    focused = document.activeElement === term;
    tip.textContent = term.dataset.meaning;
    tip.hidden = false;
    const place = term.getBoundingClientRect();
    const most = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const above = place.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, Math.min(place.left, most)) + window.scrollX}px`;
    tip.style.top = `${(above > 0 ? above : place.bottom + 6) + window.scrollY}px`;
  };

  const hide = () => {
    shown = null;
    tip.hidden = true;
  };

  const termOf = (event) => event.target.closest?.("abbr.term");

  document.addEventListener("mouseover", (event) => {
    const term = termOf(event);
    if (term) show(term);
    else if (shown && !tip.contains(event.target) && document.activeElement !== shown) hide();
  });
  document.addEventListener("focusin", (event) => (termOf(event) ? show(termOf(event)) : hide()));
  document.addEventListener("click", (event) => (termOf(event) ? show(termOf(event)) : hide()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("DOMContentLoaded", prepareAll);
  new MutationObserver(prepareAll).observe(document.documentElement, { childList: true, subtree: true });
  prepareAll();
})();
