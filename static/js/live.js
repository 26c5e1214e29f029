// The one socket of a page: subscribes to streams of numbered events, reconnects, and asks again for what it missed.
// Every event arrives once and in order, whatever the network does. A stream's address is its name: "feed", "con_…".

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 30_000;
const JITTER = 0.3;
const DEAD_AFTER_MS = 45_000;
const POLL_MS = 3_000;
const POLL_AFTER_FAILURES = 3;
const LOG_IN_AGAIN = 4401;
const STOP = 4403;
const FEED = "feed";

let only = null;

/** Return the page's connection, opened at the first call. */
export function connect() {
  only ??= new Live();
  return only;
}

class Live {
  #socket = null;
  #streams = new Map();
  #waiting = [];
  #failures = 0;
  #timer = 0;
  #watch = 0;
  #poll = 0;
  #over = false;
  #listeners = new Map();

  constructor() {
    this.merchant = document.querySelector("meta[name=merchant]")?.content ?? "";
    const kept = Number.parseInt(sessionStorage.getItem(this.#feedKey) ?? "", 10);
    this.#streams.set(FEED, { since: Number.isNaN(kept) ? null : kept, take: (frame) => this.#news(frame) });
    window.addEventListener("online", () => this.#atOnce());
    window.addEventListener("pageshow", (event) => event.persisted && this.#atOnce());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#atOnce());
    this.#open();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN && this.#ready;
  }

  #ready = false;

  get #feedKey() {
    return `edge.feed.${this.merchant}`;
  }

  /** Call `take(frame)` with each event of a stream after number `since`, those that come included. */
  subscribe(stream, since, take) {
    this.#streams.set(stream, { since, take });
    if (this.isOpen) this.#ask(stream);
  }

  /** Call `take(frame)` with each answer that belongs to no stream: sent, error, open, closed. */
  on(kind, take) {
    this.#listeners.set(kind, [...(this.#listeners.get(kind) ?? []), take]);
  }

  /** Send a message now, or as soon as the socket is open again. */
  send(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
    else {
      this.#waiting.push(message);
      this.#atOnce();
    }
  }

  #ask(stream) {
    const { since } = this.#streams.get(stream);
    this.#socket.send(JSON.stringify(since === null ? { type: "subscribe", stream } : { type: "subscribe", stream, since }));
  }

  #open() {
    clearTimeout(this.#timer);
    if (this.#over) return;
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const query = this.merchant ? `?merchant=${encodeURIComponent(this.merchant)}` : "";
    const socket = new WebSocket(`${scheme}://${window.location.host}/ws/${query}`);
    this.#socket = socket;
    this.#ready = false;
    socket.addEventListener("message", (event) => socket === this.#socket && this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#closed(event.code));
    this.#alive();
  }

  // A socket may die without a word, as on a train: silence longer than two pings counts as its end.
  #alive() {
    clearTimeout(this.#watch);
    const socket = this.#socket;
    this.#watch = setTimeout(() => {
      if (socket !== this.#socket) return;
      socket.close();
      this.#closed(1006);
    }, DEAD_AFTER_MS);
  }

  #closed(code) {
    clearTimeout(this.#watch);
    this.#socket = null;
    this.#ready = false;
    this.#tell("closed", { code });
    if (code === LOG_IN_AGAIN || code === STOP) {
      this.#over = true;
      this.#stopPolling();
      if (code === LOG_IN_AGAIN) document.dispatchEvent(new CustomEvent("edge:logged-out"));
      return;
    }
    const pause = Math.min(BACKOFF_FIRST_MS * 2 ** this.#failures, BACKOFF_MOST_MS);
    this.#failures += 1;
    if (this.#failures >= POLL_AFTER_FAILURES) this.#startPolling();
    this.#timer = setTimeout(() => this.#open(), pause * (1 - JITTER + 2 * JITTER * Math.random()));
  }

  #atOnce() {
    if (this.#socket === null && !this.#over) this.#open();
  }

  #take(frame) {
    this.#alive();
    if (frame.type === "ping") return;
    if (frame.type === "hello") {
      this.#ready = true;
      this.#failures = 0;
      this.#stopPolling();
      for (const stream of this.#streams.keys()) this.#ask(stream);
      for (const message of this.#waiting.splice(0)) this.#socket.send(JSON.stringify(message));
      this.#tell("open", frame);
      return;
    }
    if (frame.type === "subscribed") {
      const known = this.#streams.get(frame.stream);
      if (known && (known.since === null || known.since > frame.head)) known.since = known.since === null ? frame.head : 0;
      if (frame.stream === FEED) this.#keepFeed();
      return;
    }
    if (typeof frame.seq === "number") this.#event(frame);
    else this.#tell(frame.type, frame);
  }

  #event(frame) {
    const known = this.#streams.get(frame.stream);
    if (!known || (known.since !== null && frame.seq <= known.since)) return;
    if (known.since !== null && frame.seq > known.since + 1) {
      this.#ask(frame.stream);
      return;
    }
    known.since = frame.seq;
    known.take(frame);
    if (frame.stream === FEED) this.#keepFeed();
  }

  #keepFeed() {
    const { since } = this.#streams.get(FEED);
    if (since !== null) sessionStorage.setItem(this.#feedKey, String(since));
  }

  #news(frame) {
    document.dispatchEvent(new CustomEvent(`edge:${frame.type}`, { detail: frame }));
  }

  #tell(kind, frame) {
    for (const take of this.#listeners.get(kind) ?? []) take(frame);
  }

  // Where sockets are blocked, the same events come by plain requests.
  #startPolling() {
    this.#poll ||= setInterval(() => this.#pollAll(), POLL_MS);
  }

  #stopPolling() {
    clearInterval(this.#poll);
    this.#poll = 0;
  }

  async #pollAll() {
    if (document.visibilityState === "hidden") return;
    for (const [stream, known] of this.#streams) {
      if (stream === FEED) continue;
      try {
        const answer = await fetch(`/api/v1/conversations/${stream}/events?since=${known.since ?? 0}`);
        if (answer.ok) (await answer.json()).events.forEach((frame) => this.#event(frame));
      } catch {
        return;
      }
    }
  }
}
