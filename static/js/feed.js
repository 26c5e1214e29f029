// News of the merchant's feed on every page: a new insight raises the count in the rail, shows a note and,
// where the page lists insights, brings the list up to date. The socket itself is live.js.

import { connect } from "./live.js";

const toasts = document.querySelector("[data-toasts]");
const say = document.querySelector("[data-say]");
const SHOWN_MS = 12_000;

function setUnread(count) {
  document.querySelectorAll("[data-unread]").forEach((badge) => {
    badge.hidden = !count;
    badge.querySelector("[data-unread-number]").textContent = String(count);
  });
}

function unread() {
  return Number.parseInt(document.querySelector("[data-unread-number]")?.textContent ?? "0", 10) || 0;
}

function toast(title, address) {
  const note = document.createElement("div");
  note.className = "toast";
  const words = document.createElement("span");
  words.textContent = title;
  note.append(words);
  if (address) {
    const link = document.createElement("a");
    link.className = "button is-tiny";
    link.href = address;
    link.textContent = toasts.dataset.look;
    note.append(link);
  }
  const shut = document.createElement("button");
  shut.type = "button";
  shut.className = "button is-tiny";
  shut.textContent = toasts.dataset.close;
  shut.addEventListener("click", () => note.remove());
  note.append(shut);
  toasts.append(note);
  // Whoever reads or reaches for it keeps it: it leaves only while nobody points at it.
  const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, 2_000) : note.remove());
  setTimeout(leave, SHOWN_MS);
}

// The list is fetched as the page draws it, so that a pushed entry and a loaded one can never look different.
async function refresh() {
  const list = document.querySelector("[data-entries]");
  if (!list) return;
  const answer = await fetch(window.location.href, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-entries]");
  if (fresh) list.replaceWith(document.adoptNode(fresh));
}

document.addEventListener("edge:insight", (event) => {
  const body = event.detail?.body ?? event.detail ?? {};
  setUnread(typeof body.unread === "number" ? body.unread : unread() + 1);
  const title = body.title ?? "";
  if (title) {
    toast(title, body.url ?? (body.id ? `/insights/${body.id}/` : "/insights/"));
    say.textContent = title;
  }
  refresh();
});

document.addEventListener("edge:read", (event) => {
  const body = event.detail?.body ?? event.detail ?? {};
  if (typeof body.unread === "number") setUnread(body.unread);
});

connect();
