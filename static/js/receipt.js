// Receipts open beside the page. Every figure is a plain link to its receipt page; this module
// only fetches that same page and lays its receipt into a drawer, so nothing is lost without it.

const WIDE = window.matchMedia("(min-width: 64em)");
const page = document.querySelector("[data-page]");
let drawer = null;
let opener = null;

function opensElsewhere(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

// A total of what is about to be loaded has no receipt yet: its link leads to its parts further down.
function leadsWithinThisPage(link) {
  return Boolean(link.hash) && link.pathname === window.location.pathname;
}

function makeDrawer() {
  const dialog = document.createElement("dialog");
  dialog.className = "drawer";
  dialog.addEventListener("close", onClosed);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  page.append(dialog);
  return dialog;
}

function show() {
  if (drawer.open) return;
  if (WIDE.matches) {
    page.classList.add("has-drawer");
    drawer.show();
  } else {
    document.documentElement.classList.add("is-covered");
    drawer.showModal();
  }
}

function close() {
  if (drawer?.open) drawer.close();
}

function onClosed() {
  page.classList.remove("has-drawer");
  document.documentElement.classList.remove("is-covered");
  if (opener) {
    opener.classList.remove("is-open");
    opener.removeAttribute("aria-expanded");
    opener.focus({ preventScroll: false });
    opener = null;
  }
}

async function receiptAt(address) {
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return null;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  return parsed.querySelector("[data-receipt]");
}

function mark(link) {
  if (opener && opener !== link) {
    opener.classList.remove("is-open");
    opener.removeAttribute("aria-expanded");
  }
  opener = link;
  link.classList.add("is-open");
  link.setAttribute("aria-expanded", "true");
}

async function open(link) {
  link.setAttribute("aria-busy", "true");
  let receipt = null;
  try {
    receipt = await receiptAt(link.href);
  } catch {
    receipt = null;
  }
  link.removeAttribute("aria-busy");
  if (!receipt) {
    window.location.assign(link.href);
    return;
  }
  drawer ??= makeDrawer();
  // A figure on the receipt itself opens in its place; closing still leads back to the page.
  if (!drawer.contains(link)) mark(link);
  drawer.replaceChildren(...receipt.cloneNode(true).childNodes);
  drawer.setAttribute("aria-label", receipt.dataset.receipt);
  show();
  drawer.scrollTop = 0;
  drawer.querySelector("[data-close]")?.focus();
}

document.addEventListener("click", (event) => {
  const within = event.target.closest?.("[data-close]");
  if (within && drawer?.contains(within)) {
    event.preventDefault();
    close();
    return;
  }
  const link = event.target.closest?.("a.figure");
  if (!link || !page || opensElsewhere(event) || leadsWithinThisPage(link)) return;
  event.preventDefault();
  if (link === opener && drawer?.open) close();
  else open(link);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer?.open && !event.defaultPrevented) close();
});

WIDE.addEventListener("change", close);
