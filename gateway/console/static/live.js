// Parts of a page that stay fresh. A stream tells what moved (/console/events); a part that listens
// is asked for again then, and now and then all the same. Without a stream it is asked for often.
const MISSED = 15, CALM = 30, LOST = 45, FULL = 30; // seconds: after a failure, with a stream, silence of it, no room
/** How soon lists are asked for again, and how often at most, in shares of what the server can bear. */
const HASTE = { alarm: [0.2, 0.2], held: [0.5, 1], other: [1, 3] };
const parts = [...document.querySelectorAll("[data-live]")].map(live);
let heard = 0; // when the stream last said anything
const hears = () => Date.now() - heard < 1000 * LOST;

/** Keep a part of the page fresh: ask when told and again and again, swap only what changed. */
function live(part) {
  const every = Number(part.dataset.every ?? 3);
  let tag = "", timer = 0, due = Infinity, asks = false, last = 0, took = 0;

  async function look() {
    if (asks) return at(Date.now() + 200);
    clearTimeout(timer);
    [asks, due, last] = [true, Infinity, Date.now()];
    const next = await ask();
    [asks, took] = [false, Date.now() - last];
    at(Date.now() + 1000 * next);
  }

  /** Ask once and return after how many seconds to ask again. */
  async function ask() {
    try {
      const answer = await fetch(part.dataset.live, {
        headers: { "X-Fragment": "1", ...(tag && { "If-None-Match": tag }) }, cache: "no-store",
      });
      if (answer.status === 401) location.assign("/console/login");
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        swap(part, await answer.text());
      }
      if (answer.status !== 200 && answer.status !== 304) return MISSED;
    } catch { return MISSED; }
    return part.dataset.on && hears() ? CALM : every;
  }

  /** Look at this moment (milliseconds), unless it will be looked at earlier. */
  function at(moment) {
    if (moment >= due) return;
    clearTimeout(timer);
    due = moment;
    const wait = moment - Date.now(); // a hidden page's timers are slow
    if (!asks && (wait <= 0 || (document.hidden && wait < 1000))) look();
    else timer = setTimeout(look, wait);
  }

  /** Take in what the stream says. */
  function told(name, { threads = [], held = false, alarm = false, within = 0 }) {
    const on = part.dataset.on;
    if (!on || name === "beat") return;
    if (on !== "inbox" && name === "moved" && !threads.includes(Number(on))) return;
    const [soon, often] = HASTE[alarm ? "alarm" : held || name === "again" ? "held" : "other"];
    const room = on === "inbox" ? within : 0; // few look at one conversation
    const spread = soon * room < 300 ? 0 : Math.random() * soon * room;
    at(Math.max(last + Math.max(1000, often * room, 10 * took), Date.now() + spread));
  }

  at(Date.now() + 1000 * every);
  settle(part);
  return { told, look, hurry: () => at(Date.now() + 1000 * every) };
}

function swap(part, html) {
  const scroller = part.querySelector(".lines");
  const fromEnd = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
  const low = scroller && fromEnd - scroller.clientHeight < 120;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const fresh = document.createElement("template");
  fresh.innerHTML = html; // our own template, where everything citizens wrote is escaped
  part.replaceChildren(fresh.content);
  if (focused) document.getElementById(focused)?.focus();
  const lines = part.querySelector(".lines");
  if (lines) lines.scrollTop = low ? lines.scrollHeight : Math.max(0, lines.scrollHeight - fromEnd);
  settle(part);
}

/** What follows from a part's content: which row is open, what was looked for, what others make of it. */
function settle(part) {
  if (location.hash) document.getElementById(location.hash.slice(1))?.classList.add("hit");
  if (part.dataset.open) document.getElementById(`row-${part.dataset.open}`)?.setAttribute("aria-current", "true");
  part.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
}

// One tab of a browser holds the stream and tells the others: a browser opens few connections.
const others = "BroadcastChannel" in window ? new BroadcastChannel("kentongan-live") : null;

function hear(name, facts) {
  heard = name === "lost" ? 0 : Date.now();
  for (const part of parts) if (name === "lost") part.hurry(); else part.told(name, facts);
}

function say(name, facts = {}) {
  hear(name, facts);
  others?.postMessage([name, facts]);
}

let source = null, begun = 0;
function connect() {
  source?.close();
  begun = Date.now();
  source = new EventSource("/console/events");
  for (const name of ["beat", "again", "moved"]) {
    source.addEventListener(name, event => say(name, JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    say("lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000 * FULL);
  });
}

/** A line can die without a word, such as while a computer sleeps. */
function revive() {
  if (source?.readyState === EventSource.OPEN && !hears() && Date.now() - begun > 1000 * LOST) connect();
}

if (parts.length && document.querySelector("[data-on]")) {
  others?.addEventListener("message", event => hear(...event.data));
  setInterval(revive, 1000 * MISSED);
  if (navigator.locks) navigator.locks.request("kentongan-live", () => new Promise(connect));
  else connect();
}
// What has been read is unread no more: the list says so at once.
document.addEventListener("read", () => parts.forEach(part => part.told("again", {})));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  revive();
  for (const part of parts) part.look();
});
