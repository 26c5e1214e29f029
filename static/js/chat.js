// The chat page: sends questions over the socket and grows answers from the events of the conversation's stream.
// The page as the server draws it and the page as the events grow it are the same; a reload changes nothing.

import { connect } from "./live.js";

const SPEAK_EVERY_MS = 2_000;
const NEAR_END_PX = 120;

const chat = document.querySelector("[data-chat]");
const log = chat.querySelector("[data-log]");
const composer = chat.querySelector("[data-composer]");
const box = composer.querySelector("textarea");
const sendButton = composer.querySelector("[data-send]");
const stopButton = composer.querySelector("[data-stop]");
const refusedLine = chat.querySelector("[data-refused]");
const note = chat.querySelector("[data-note]");
const usualNote = note.textContent;
const actForm = document.querySelector("#act");
const nextForm = document.querySelector("#next");
const spoken = document.querySelector("[data-spoken]");
const turnForm = document.querySelector("[data-turn-form]");
const words = document.querySelector("[data-words]").dataset;

const live = connect();
const unsent = new Map();
let stream = chat.dataset.chat;

/* ---------- The parts of a turn ---------- */

const turnOf = (id) => log.querySelector(`.turn[data-turn="${CSS.escape(id)}"]`);
const part = (turn, name) => turn.querySelector(`:scope > [data-body] > [data-${name}]`);
const own = (turn, name) => turn.querySelector(`:scope > [data-${name}], :scope > .turn-ask > [data-${name}]`);
const isOpen = (turn) => ["waiting", "running"].includes(turn.dataset.status);

function makeTurn(question, clientId) {
  const turn = turnForm.content.firstElementChild.cloneNode(true);
  turn.dataset.client = clientId;
  turn.dataset.status = "waiting";
  turn.setAttribute("aria-busy", "true");
  own(turn, "question").textContent = question;
  part(turn, "tool").hidden = false;
  return turn;
}

function nameTurn(turn, { id, at, clock }) {
  turn.dataset.turn = id;
  turn.id = id;
  const time = own(turn, "at");
  time.dateTime = at;
  time.textContent = clock;
  turn.querySelectorAll("[name=thumb]").forEach((button) => {
    button.value = `${button.value.split(" ")[0]} ${id}`;
  });
  equip(turn);
}

// What needs script is shown by script.
function equip(turn) {
  turn.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
  });
}

function showComposerState() {
  const running = [...log.querySelectorAll(".turn")].filter((turn) => isOpen(turn) && turn.dataset.turn).at(-1);
  const hadFocus = document.activeElement === stopButton;
  sendButton.hidden = Boolean(running);
  stopButton.hidden = !running;
  stopButton.disabled = false;
  stopButton.value = running?.dataset.turn ?? "";
  if (hadFocus && !running) box.focus();
}

function follow(change) {
  const page = document.scrollingElement;
  const wasAtEnd = page.scrollHeight - page.scrollTop - page.clientHeight < NEAR_END_PX;
  change();
  if (wasAtEnd) page.scrollTop = page.scrollHeight;
}

/* ---------- Events of the stream ---------- */

const events = {
  "msg.ack": (frame) => {
    unsent.delete(frame.client_id);
    note.textContent = usualNote;
    let turn = log.querySelector(`[data-client="${CSS.escape(frame.client_id)}"]`) ?? turnOf(frame.id);
    if (!turn) {
      turn = makeTurn(frame.question, frame.client_id);
      log.append(turn);
    }
    own(turn, "question").textContent = frame.question;
    nameTurn(turn, frame);
    if (frame.revises && turnOf(frame.revises)) takePlaceOf(turnOf(frame.revises), turn);
  },
  "gen.start": (frame) => {
    const turn = turnOf(frame.turn);
    if (!turn) return;
    turn.dataset.gen = frame.gen;
    turn.dataset.status = "running";
    turn.setAttribute("aria-busy", "true");
    part(turn, "chips").replaceChildren();
    part(turn, "blocks").replaceChildren();
    part(turn, "tool").hidden = false;
  },
  tool: (frame, turn) => {
    part(turn, "tool").querySelector("[data-tool-words]").textContent = frame.label;
  },
  open: (frame, turn) => {
    let tail = part(turn, "blocks").querySelector("[data-tail]");
    if (!tail) {
      tail = document.createElement("p");
      tail.className = "answer tail";
      tail.dataset.tail = "";
      part(turn, "blocks").append(tail);
    }
    tail.textContent += frame.text;
  },
  block: (frame, turn) => {
    if (frame.block === "chips") part(turn, "chips").innerHTML = frame.html;
    else if (frame.block === "foot") turn.querySelector("[data-foot]").innerHTML = frame.html;
    else {
      const blocks = part(turn, "blocks");
      blocks.querySelector("[data-tail]")?.remove();
      const known = blocks.querySelector(`[data-block="${CSS.escape(frame.block)}"]`);
      const block = known ?? document.createElement("div");
      block.className = "turn-block";
      block.dataset.block = frame.block;
      block.innerHTML = frame.html;
      if (!known) blocks.append(block);
      speak(block.textContent);
    }
  },
  suggest: (frame, turn) => {
    const list = own(turn, "next");
    list.replaceChildren(
      ...frame.questions.map((question) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        Object.assign(button, { type: "submit", name: "q", value: question, className: "chip is-next", textContent: question });
        button.setAttribute("form", "next");
        item.append(button);
        return item;
      }),
    );
  },
  "gen.end": (frame, turn) => {
    turn.dataset.status = frame.status;
    turn.removeAttribute("aria-busy");
    part(turn, "tool").hidden = true;
    part(turn, "blocks").querySelector("[data-tail]")?.remove();
    part(turn, "stopped").hidden = frame.status !== "stopped";
    turn.querySelector("[data-foot-row]").hidden = false;
    own(turn, "next").hidden = !own(turn, "next").childElementCount;
    const csv = turn.querySelector("[data-csv]");
    csv.hidden = !["answered", "partial"].includes(frame.status);
    if (!csv.hidden) csv.href = `/ask/${stream}/${turn.dataset.turn}/table.csv`;
    speak(frame.status === "stopped" ? words.stopped : words.ready);
  },
};

function take(frame) {
  const act = events[frame.type];
  if (!act) return;
  follow(() => {
    if (frame.type === "msg.ack" || frame.type === "gen.start") act(frame);
    else {
      const turn = turnOf((frame.gen ?? "").split("/")[0]);
      // What an interrupted attempt wrote no longer counts; nor does what comes after a stop.
      if (turn && (turn.dataset.gen ?? frame.gen) === frame.gen) act(frame, turn);
    }
  });
  showComposerState();
}

// A changed question stands where the old one stood; the old answer lies below "earlier versions".
function takePlaceOf(older, newer) {
  if (older === newer) return;
  const versions = own(newer, "versions");
  own(older, "versions").querySelectorAll(".version").forEach((version) => versions.append(version));
  const version = document.createElement("div");
  version.className = "version";
  part(older, "chips").replaceChildren();
  version.append(older.querySelector(":scope > [data-body]"));
  versions.append(version);
  versions.hidden = false;
  older.replaceWith(newer);
}

/* ---------- Sending ---------- */

function ask(question, more = {}) {
  const text = question.trim();
  if (!text && !more.change) return;
  const clientId = crypto.randomUUID();
  const turn = makeTurn(text, clientId);
  const message = { type: "send", client_id: clientId, question: more.change ? "" : text, language: chat.dataset.language, ...more };
  unsent.set(clientId, message);
  chat.querySelector("[data-start]")?.remove();
  const older = more.revises && turnOf(more.revises);
  if (older) {
    own(turn, "question").textContent = own(older, "question").textContent;
    takePlaceOf(older, turn);
  } else {
    log.append(turn);
    turn.scrollIntoView({ block: "nearest" });
  }
  refuse("");
  if (!live.isOpen) note.textContent = words.offline;
  transmit(message);
}

function transmit(message) {
  live.send(stream ? { ...message, stream } : message);
}

function refuse(text) {
  refusedLine.textContent = text;
  refusedLine.hidden = !text;
  box.toggleAttribute("aria-invalid", Boolean(text));
}

function begin(name) {
  stream = name;
  chat.dataset.chat = name;
  composer.action = `/ask/${name}/`;
  nextForm.action = `/ask/${name}/`;
  actForm.action = `/ask/${name}/act/`;
  const title = log.querySelector("[data-question]")?.textContent ?? "";
  chat.querySelector("[data-title]").textContent = title;
  window.history.pushState({}, "", `/ask/${name}/`);
  live.subscribe(name, 0, take);
}

live.on("sent", (frame) => {
  if (!stream) begin(frame.stream);
});

live.on("open", () => {
  note.textContent = usualNote;
  // Whatever was on its way when the network left goes out again; the server knows it by its client id.
  for (const message of unsent.values()) transmit(message);
});

live.on("closed", () => {
  if (unsent.size) note.textContent = words.offline;
});

live.on("error", (frame) => {
  if (frame.code === "rate_limited") {
    setTimeout(() => [...unsent.values()].forEach(transmit), frame.retry_after_s * 1000);
    return;
  }
  refuse(frame.text ?? "");
  const message = unsent.get(frame.client_id);
  if (!message) return;
  unsent.delete(frame.client_id);
  log.querySelector(`[data-client="${CSS.escape(frame.client_id)}"]`)?.remove();
  if (message.question && !box.value) box.value = message.question;
  showComposerState();
});

composer.addEventListener("submit", (event) => {
  if (event.submitter === stopButton) return;
  event.preventDefault();
  const question = box.value;
  box.value = "";
  keepDraft();
  ask(question);
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (box.value.trim()) composer.requestSubmit(sendButton.hidden ? undefined : sendButton);
});

nextForm.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(event.submitter.value);
  box.focus({ preventScroll: true });
});

actForm.addEventListener("submit", (event) => {
  const { name, value } = event.submitter;
  if (name === "thumb") {
    event.preventDefault();
    rate(event.submitter);
  } else if (live.isOpen) {
    // Without a socket the form goes to the server by itself.
    event.preventDefault();
    if (name === "stop") stop();
    else {
      const [revises, ...change] = value.split(" ");
      event.submitter.closest("details")?.removeAttribute("open");
      ask("", { revises, change: change.join(" ") });
    }
  }
});

function stop() {
  if (stopButton.hidden || !stopButton.value) return;
  stopButton.disabled = true;
  live.send({ type: "stop", id: stopButton.value });
  box.focus();
}

async function rate(button) {
  const answer = await fetch(actForm.action, {
    method: "POST",
    body: new FormData(actForm, button),
    headers: { "X-Requested-With": "fetch" },
  });
  if (!answer.ok) return;
  button.parentElement.querySelectorAll("[name=thumb]").forEach((thumb) => thumb.setAttribute("aria-pressed", String(thumb === button)));
  speak(words.thanks);
}

/* ---------- Keys, copying, chips ---------- */

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const menu = chat.querySelector(".chip-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (!document.querySelector("dialog[open]")) stop();
});

document.addEventListener("click", async (event) => {
  chat.querySelectorAll(".chip-menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const blocks = part(button.closest(".turn"), "blocks");
  await navigator.clipboard.writeText(blocks.innerText.trim());
  speak(words.copied);
});

/* ---------- Speaking: whole blocks, at most one in two seconds ---------- */

const toSpeak = [];
let speaking = 0;

function speak(text) {
  const plain = text.replace(/\s+/g, " ").trim();
  if (plain) toSpeak.push(plain);
  if (!speaking) sayNext();
}

function sayNext() {
  const next = toSpeak.shift();
  speaking = next === undefined ? 0 : setTimeout(sayNext, SPEAK_EVERY_MS);
  if (next !== undefined) spoken.textContent = next;
}

/* ---------- Drafts ---------- */

const draftKey = () => `edge.draft.${stream || "new"}`;

function keepDraft() {
  if (box.value) sessionStorage.setItem(draftKey(), box.value);
  else sessionStorage.removeItem(draftKey());
}

box.addEventListener("input", keepDraft);

/* ---------- Start ---------- */

window.addEventListener("popstate", () => window.location.reload());
log.querySelectorAll(".turn").forEach(equip);
if (stream) live.subscribe(stream, Number(chat.dataset.head), take);
showComposerState();
if (chat.dataset.autosend) {
  const question = box.value;
  box.value = "";
  window.history.replaceState({}, "", window.location.pathname);
  ask(question);
} else if (!box.value) box.value = sessionStorage.getItem(draftKey()) ?? "";
if (log.lastElementChild?.matches(".turn")) log.lastElementChild.scrollIntoView({ block: "end" });
box.focus({ preventScroll: true });
