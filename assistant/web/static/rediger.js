// « Rédiger »: keeps the work in this browser, and lets the draft follow a decision without leaving its place.
const KEPT = "repere.rediger.";

function kept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(KEPT)).sort();
  } catch {
    return []; // a browser may refuse to keep anything
  }
}

// The entries of a form that its page can be made from again; files are never kept.
function entries(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

function keep(form) {
  const said = entries(form);
  const filled = said.some(([name, value]) => name.startsWith("f.") && value) || !form.elements.fields;
  if (!filled) return;
  const work = { title: form.dataset.title, when: new Date().toISOString(), action: form.getAttribute("action"), said };
  try {
    localStorage.setItem(KEPT + form.dataset.template, JSON.stringify(work));
  } catch {
    // full, or refused: the form still holds it all
  }
}

function resume(work, language = document.documentElement.lang.slice(0, 2)) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = work.action.replace(/lang=\w\w/, `lang=${language}`);
  const fields = work.said.some(([name]) => name === "fields");
  for (const [name, value] of [...work.said, ["do", fields ? "change" : "draft"]]) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

function listKept() {
  const panel = document.getElementById("kept");
  if (!panel) return;
  for (const key of kept()) {
    const work = JSON.parse(localStorage.getItem(key));
    const item = panel.querySelector("template").content.firstElementChild.cloneNode(true);
    const when = new Date(work.when);
    item.querySelector(".kept-title").textContent = work.title;
    item.querySelector("time").dateTime = work.when;
    item.querySelector("time").textContent = when.toLocaleString(document.documentElement.lang, {
      dateStyle: "long",
      timeStyle: "short",
    });
    item.querySelector(".resume").addEventListener("click", () => resume(work));
    item.querySelector(".erase").addEventListener("click", () => {
      localStorage.removeItem(key);
      item.remove();
      panel.hidden = !kept().length;
    });
    panel.querySelector("ul").append(item);
    panel.hidden = false;
  }
}

function announce(words) {
  const announcer = document.querySelector("#work .announcer");
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = words), 50);
}

// Long quotes show their first lines, and the rest when asked for; only an open tray knows which are long.
function clamp(tray) {
  for (const quote of tray.querySelectorAll("blockquote.clamped")) {
    const more = quote.parentElement.querySelector(".more");
    more.hidden = quote.scrollHeight <= quote.clientHeight + 2;
    more.onclick = () => {
      quote.classList.remove("clamped");
      more.hidden = true;
    };
  }
}

// Puts the answer to a button in the place of the page, at the height where the eye was.
async function follow(form, button) {
  const open = [...document.querySelectorAll("details[open]")].map((one) => one.id).filter(Boolean);
  const anchor = button.closest(".part, .rows");
  const height = anchor?.getBoundingClientRect().top ?? 0;
  const data = new FormData(form, button);
  form.setAttribute("aria-busy", "true");
  let html = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    html = await answer.text();
    if (answer.status >= 500) throw new Error(answer.statusText);
  } catch {
    form.removeAttribute("aria-busy");
    announce(form.dataset.failed);
    return;
  }
  const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(main);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  start();
  const place = anchor && document.getElementById(anchor.id);
  if (place) window.scrollBy({ top: place.getBoundingClientRect().top - height, behavior: "instant" });
  const next = main.querySelector("[autofocus]") ?? document.getElementById(button.id) ?? place?.querySelector("summary");
  next?.focus({ preventScroll: !main.querySelector("[autofocus]") });
  const work = document.getElementById("work");
  if (work?.dataset.followed) announce(work.dataset.followed);
}

function start() {
  const form = document.getElementById("work");
  document.documentElement.classList.add("scripted");
  listKept();
  if (!form) return;
  for (const tray of form.querySelectorAll("details")) {
    tray.addEventListener("toggle", () => clamp(tray));
    if (tray.open) clamp(tray);
  }
  if (!form.elements.fields) keep(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && "here" in button.dataset) {
      event.preventDefault();
      if (!form.hasAttribute("aria-busy")) follow(form, button);
    } else if (form.dataset.making) {
      form.setAttribute("aria-busy", "true");
      announce(form.dataset.making);
    }
  });
}

// A page that comes back from the browser's own memory is not busy any more.
window.addEventListener("pageshow", () => document.getElementById("work")?.removeAttribute("aria-busy"));

// The other language shows the same work.
document.querySelector("a.language")?.addEventListener("click", (event) => {
  const form = document.getElementById("work");
  if (!form) return;
  event.preventDefault();
  resume({ action: form.getAttribute("action"), said: entries(form) }, event.currentTarget.getAttribute("lang"));
});

start();
