// Bringing a file: drop it anywhere on the form, see it being sent, read and loaded; correct how it is read and see
// the totals change at once. Without this module the same forms work as plain pages.

const form = document.querySelector("[data-drop]");
const page = document.querySelector("[data-upload]");
const rows = document.querySelectorAll("[data-upload-row]");
const POLL_MS = 4_000;
const REREAD_POLL_MS = 100;
const REREAD_MOST_MS = 20_000;
// A choice made by arrow keys passes others on its way.
const SETTLE_MS = 250;
const SURE_AFTER_MS = 2_000;
const language = document.documentElement.lang;

function send() {
  const bar = form.querySelector("progress");
  const words = form.querySelector("[data-drop-words]");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    bar.hidden = false;
    bar.value = event.total ? (100 * event.loaded) / event.total : 0;
    words.textContent = `${form.dataset.busy} ${Math.round(bar.value)} %`;
  });
  // The answer is the page that the plain form would have led to.
  request.addEventListener("load", () => {
    if (request.status < 300) window.location.assign(request.responseURL);
    else replacePage(request.responseText);
  });
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.send(new FormData(form));
  form.querySelector("button").disabled = true;
}

function replacePage(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (fresh) document.querySelector("main").replaceWith(document.adoptNode(fresh));
  else form.submit();
}

if (form) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send();
  });
  for (const kind of ["dragover", "drop"]) form.addEventListener(kind, (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
}

function stateIn(root) {
  return root.querySelector("[data-state]").dataset.state;
}

function state() {
  return stateIn(page);
}

function isRunning() {
  return state() === "received" || state() === "loading";
}

async function fragment() {
  const answer = await fetch(window.location.href, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) return null;
  const fresh = document.createElement("div");
  fresh.innerHTML = await answer.text();
  return fresh;
}

// Whoever is at a field stays there, though everything around it is new.
function put(fresh) {
  const held = document.activeElement?.id;
  const opened = [...page.querySelectorAll("details[open]")].map((one) => one.querySelector("summary").textContent);
  page.replaceChildren(...fresh.childNodes);
  page.querySelectorAll("details").forEach((one) => {
    one.open = opened.includes(one.querySelector("summary").textContent);
  });
  equip();
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

async function redraw() {
  const fresh = await fragment();
  if (fresh) put(fresh);
}

/* ---------- Correcting how the file is read ---------- */

// What is chosen while the file is being read, by the field's name: it is said of the reading that is then there.
const waiting = new Map();
// Of each page it is another; that of the reading which is shown is the one that counts.
const OWN = new Set(["csrfmiddlewaretoken", "revision"]);

function isWanted(field, value) {
  return field.type !== "radio" || field.value === value;
}

function sayWaiting() {
  let changed = null;
  for (const [name, value] of waiting) {
    const fields = [...page.querySelectorAll(`form[data-reread] [name="${CSS.escape(name)}"]`)];
    const field = fields.find((one) => isWanted(one, value));
    if (!field) continue;
    if (field.type === "radio") field.checked = true;
    else field.value = value;
    changed = field.form;
  }
  waiting.clear();
  if (changed) reread(changed);
}

function keepWaiting(changed) {
  if (changed.dataset.reread === "change") return;
  for (const [name, value] of new FormData(changed)) if (!OWN.has(name)) waiting.set(name, value);
}

function told() {
  const all = page.querySelectorAll("h1, [data-unchanged]");
  return [...all].map((one) => one.textContent).join(". ");
}

// The old reading stays in sight until the new one is there; what came of it is spoken.
async function reread(changed) {
  if (page.hasAttribute("aria-busy")) {
    keepWaiting(changed);
    return;
  }
  waiting.clear();
  page.setAttribute("aria-busy", "true");
  const sent = await fetch(changed.action, {
    method: "POST",
    body: new FormData(changed),
    headers: { "X-Requested-With": "fetch" },
    redirect: "manual",
  });
  if (sent.type !== "opaqueredirect" && !sent.ok) {
    changed.submit();
    return;
  }
  const until = performance.now() + REREAD_MOST_MS;
  for (;;) {
    const fresh = await fragment();
    if (fresh && (stateIn(fresh) !== "received" || performance.now() > until)) {
      put(fresh);
      page.removeAttribute("aria-busy");
      const said = page.querySelector("[data-said]");
      if (said) said.textContent = told();
      sayWaiting();
      return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, REREAD_POLL_MS);
    });
  }
}

function equip() {
  page.querySelectorAll("[data-manual]").forEach((button) => {
    button.hidden = true;
  });
  page.querySelectorAll("form[data-reread]").forEach((one) => {
    let settling = 0;
    one.addEventListener("submit", (event) => {
      event.preventDefault();
      reread(one);
    });
    if (one.dataset.reread !== "change") return;
    one.addEventListener("change", (event) => {
      waiting.set(event.target.name, event.target.value);
      clearTimeout(settling);
      settling = setTimeout(() => reread(one), SETTLE_MS);
    });
  });
}

/* ---------- How far it has come ---------- */

// Events of the past are replayed: a page on which a choice may be half made is redrawn only for what comes after it.
function isNews(news) {
  if (page.hasAttribute("aria-busy")) return false;
  if (isRunning()) return true;
  return state() === "ready" && (news.state === "loading" || news.state === "loaded");
}

let pace = null;

function timeLeft(news) {
  const now = performance.now();
  if (!pace || pace.step !== news.step || news.rows < pace.rows) pace = { step: news.step, rows: news.rows, at: now };
  const done = news.rows - pace.rows;
  if (!news.of || !done || now - pace.at < SURE_AFTER_MS) return "";
  const seconds = Math.max(1, Math.round(((news.of - news.rows) * (now - pace.at)) / done / 1000));
  const [value, unit] = seconds < 90 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

function show(news) {
  if (!isNews(news)) return undefined;
  if (news.state !== state()) return redraw();
  const bar = page.querySelector("[data-progress]");
  if (!bar) return undefined;
  const count = (number) => number.toLocaleString(language);
  let text = news.step;
  if (news.of) {
    bar.max = news.of;
    bar.value = news.rows;
    text += `: ${count(news.rows)} ${bar.dataset.of} ${count(news.of)}`;
  } else if (news.rows) text += `: ${count(news.rows)}`;
  page.querySelector("[data-progress-text]").textContent = text;
  const left = page.querySelector("[data-left]");
  const time = timeLeft(news);
  left.textContent = time ? `, ${left.dataset.words.replace("{time}", time)}` : "";
  return undefined;
}

document.addEventListener("edge:import", (event) => {
  const news = event.detail?.body ?? event.detail ?? {};
  if (page && news.upload === page.dataset.upload) show(news);
  const row = [...rows].find((one) => one.dataset.uploadRow === news.upload);
  if (row && (news.state === "loaded" || news.state === "failed" || news.state === "ready")) window.location.reload();
});

if (page) equip();

// Should the socket be blocked, the page still finds out.
if (page && isRunning()) {
  const timer = setInterval(() => (isRunning() ? redraw() : clearInterval(timer)), POLL_MS);
}

// Parts that take their time, or belong to another part of Edge, are fetched once the page stands.
async function fill(place) {
  const answer = await fetch(place.dataset.part, { headers: { "X-Requested-With": "fetch" } });
  if (answer.status === 200 && !answer.redirected) place.innerHTML = await answer.text();
}

document.querySelectorAll("[data-part]").forEach(fill);
