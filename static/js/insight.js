// An insight counts as read once it was in view for a moment; a page that is only drawn writes nothing.

const SEEN_MS = 1_500;
const form = document.querySelector("form[data-reaction]");

function tell() {
  if (document.visibilityState !== "visible") {
    document.addEventListener("visibilitychange", wait, { once: true });
    return;
  }
  fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
    keepalive: true,
  });
}

function wait() {
  setTimeout(tell, SEEN_MS);
}

if (form) wait();
