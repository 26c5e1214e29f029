// Bringing a file: drop it anywhere on the form, see it being sent, read and loaded. Without this module the same
// forms work as plain pages.

const form = document.querySelector("[data-drop]");
const page = document.querySelector("[data-upload]");
const rows = document.querySelectorAll("[data-upload-row]");
const POLL_MS = 4_000;

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

function state() {
  return page.querySelector("[data-state]").dataset.state;
}

function isRunning() {
  return state() === "received" || state() === "loading";
}

async function redraw() {
  const answer = await fetch(window.location.href, { headers: { "X-Requested-With": "fetch" } });
  if (answer.ok && !answer.redirected) page.innerHTML = await answer.text();
}

// Events of the past are replayed: a page on which a choice may be half made is redrawn only for what comes after it.
function isNews(news) {
  if (isRunning()) return true;
  return state() === "ready" && (news.state === "loading" || news.state === "loaded");
}

function show(news) {
  if (!isNews(news)) return undefined;
  if (news.state !== state()) return redraw();
  const bar = page.querySelector("[data-progress]");
  const words = page.querySelector("[data-progress-text]");
  if (!bar) return undefined;
  if (news.of) {
    bar.max = news.of;
    bar.value = news.rows;
  }
  words.textContent = news.rows ? `${news.step}: ${news.rows.toLocaleString(document.documentElement.lang)}` : news.step;
  return undefined;
}

document.addEventListener("edge:import", (event) => {
  const news = event.detail?.body ?? event.detail ?? {};
  if (page && news.upload === page.dataset.upload) show(news);
  const row = [...rows].find((one) => one.dataset.uploadRow === news.upload);
  if (row && (news.state === "loaded" || news.state === "failed" || news.state === "ready")) window.location.reload();
});

// Should the socket be blocked, the page still finds out.
if (page && isRunning()) {
  const timer = setInterval(() => (isRunning() ? redraw() : clearInterval(timer)), POLL_MS);
}
