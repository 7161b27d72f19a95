// Files are sent one after the other, each with its progress and, at the end, what became of it. Without this script
// the form sends them all at once.
(() => {
  "use strict";
  const form = document.getElementById("add");
  const input = document.getElementById("files");
  const drop = form.querySelector(".drop");
  const outcomes = document.getElementById("outcomes");
  const told = form.dataset;
  const TRIES = 60;
  const waiting = [];
  let running = false;
  let done = 0;
  let failed = 0;

  const line = (name) => {
    const item = document.createElement("li");
    const title = document.createElement("strong");
    const state = document.createElement("span");
    const bar = document.createElement("progress");
    title.textContent = name;
    state.textContent = ` ${told.waiting}`;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    item.append(title, state, bar);
    outcomes.append(item);
    return { item, state, bar };
  };

  const settle = ({ item, state, bar }, good, text, documentId) => {
    bar.remove();
    item.className = good ? "done" : "failed";
    state.textContent = ` ${text} `;
    if (documentId) {
      const link = document.createElement("a");
      link.href = `${told.root}/bibliotheque/${encodeURIComponent(documentId)}?lang=${told.language}`;
      link.textContent = told.open;
      item.append(link);
    }
    if (good) done += 1;
    else failed += 1;
  };

  const fill = (text, one) => text.replace("%title%", () => one.title).replace("%passages%", () => one.passages);

  const tell = (shown, report) => {
    const [added, updated, bad] = [report.added[0], report.updated[0], report.failed[0]];
    if (bad) settle(shown, false, bad.reason);
    else if (added) settle(shown, true, fill(told.added, added), added.document_id);
    else if (updated) settle(shown, true, fill(told.updated, updated), updated.document_id);
    else settle(shown, true, told.unchanged);
  };

  // Gives the answer's status and JSON; the status is 0 where there is no answer.
  const send = (file, shown) =>
    new Promise((resolve) => {
      const body = new FormData(form);
      body.delete("files");
      body.append("files", file);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
      };
      request.upload.onload = () => {
        shown.bar.removeAttribute("value"); // how long reading takes, nobody knows
        shown.state.textContent = ` ${told.reading}`;
      };
      request.onloadend = () => resolve([request.status, request.response]);
      shown.state.textContent = ` ${told.sending}`;
      request.send(body);
    });

  const one = async ({ file, shown }) => {
    if (file.size > Number(told.most)) return settle(shown, false, told.large);
    for (let tried = 0; tried < TRIES; tried += 1) {
      const [status, answer] = await send(file, shown);
      if (status === 200) return tell(shown, answer);
      const busy = status === 503 || status === 429;
      if (!busy) return settle(shown, false, answer?.detail ?? told.lost);
      shown.state.textContent = ` ${told.waiting}`;
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
    return settle(shown, false, told.lost);
  };

  const run = async () => {
    if (running) return;
    running = true;
    while (waiting.length) await one(waiting.shift());
    running = false;
    const last = document.createElement("li");
    last.textContent = told.all.replace("%done%", done).replace("%failed%", failed);
    if (done) {
      const again = document.createElement("a");
      again.href = location.href.split("#")[0];
      again.textContent = told.refresh;
      last.append(" ", again);
    }
    outcomes.append(last);
    done = 0;
    failed = 0;
  };

  const take = (files) => {
    for (const file of files) waiting.push({ file, shown: line(file.name) });
    run();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(input.files);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
})();
