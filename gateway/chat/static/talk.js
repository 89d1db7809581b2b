// One citizen's conversation with the gateway: sends, and tells of every message as it comes.
const API = "/api/chat";
// Milliseconds: between looks where the stream is not to be had, and where nobody looks at the page;
// until a refused stream is tried again; after which a silent one is dead (it ends every minute).
const SOON = 800, LATE = 10000, RESTING = 20000, AGAIN = 60000, DEAD = 90000;
const PAUSES = [1500, 1500, 3000, 6000, 12000]; // between tries to send a message

const random = length =>
  [...crypto.getRandomValues(new Uint8Array(length))].map(byte => byte.toString(16).padStart(2, "0")).join("");

/** Return the citizen's id on a channel; a new one if there is none yet, or if `fresh`. */
export function citizen(channel, fresh = false) {
  const key = `kentongan.${channel}`;
  const digits = () => [...crypto.getRandomValues(new Uint8Array(10))].map(byte => byte % 10).join("");
  let known = null;
  try { known = localStorage.getItem(key); } catch { /* private mode: a citizen for this page only */ }
  if (known && !fresh) return known;
  const made = channel === "web" ? random(16) : channel === "telegram" ? digits() : `+62812${digits().slice(2)}`;
  try { localStorage.setItem(key, made); } catch { /* as above */ }
  return made;
}

/** Start a conversation. `show(messages, conversation)` gets what is new or changed. */
export function talk({ channel, sender, show, connected, slow = () => {} }) {
  let last = 0, stream = null, timer = 0, pause = SOON, ended = false, resting = false;
  let heard = 0, refused = 0, lost = null;
  const waiting = new Set();
  const asked = after => `channel=${channel}&sender=${encodeURIComponent(sender)}&after=${after}`;

  function take(messages, conversation) {
    if (ended) return;
    for (const message of messages) last = Math.max(last, message.id);
    show(messages, conversation);
  }

  async function refresh(after) {
    const answer = await fetch(`${API}/messages?history=1&${asked(after)}`);
    if (!answer.ok) throw new Error(answer.status);
    const { messages, conversation } = await answer.json();
    take(messages, conversation);
    return messages.length;
  }

  function quit() {
    stream?.close();
    stream = null;
    clearTimeout(timer);
  }

  async function look() {
    clearTimeout(timer);
    try {
      pause = (await refresh(last)) ? SOON : Math.min(pause * 1.3, LATE);
      connected(true);
    } catch { pause = LATE / 2; connected(false); }
    if (ended || stream || document.hidden) return;
    if (window.EventSource && !resting && Date.now() - refused > AGAIN) return listen();
    timer = setTimeout(look, resting ? RESTING : pause);
  }

  function listen() {
    quit();
    if (ended || document.hidden) return;
    if (resting || !window.EventSource) return look();
    const mine = stream = new EventSource(`${API}/stream?${asked(last)}`);
    heard = Date.now();
    mine.onopen = () => { heard = Date.now(); connected(true); };
    mine.onmessage = event => { heard = Date.now(); take([JSON.parse(event.data)]); };
    mine.onerror = () => {
      if (stream !== mine || mine.readyState !== EventSource.CLOSED) return; // it reconnects by itself
      stream = null; // refused (too many listeners, or the server starts): look now and then instead
      refused = Date.now();
      look();
    };
  }

  // A page that comes back (shown again, online again) catches up first.
  async function start() {
    try { await refresh(last); connected(true); } catch { connected(false); }
    listen();
  }
  // A hidden page holds no connection.
  const turned = () => document.hidden ? quit() : start();
  const parted = () => connected(false);
  const back = () => {
    waiting.forEach(go => go());
    if (!document.hidden) start();
  };
  document.addEventListener("visibilitychange", turned);
  window.addEventListener("offline", parted);
  window.addEventListener("online", back);
  const watch = setInterval(() => { if (stream && Date.now() - heard > DEAD) start(); }, DEAD / 3);
  start();

  const wait = length => new Promise(done => {
    const go = () => { waiting.delete(go); done(); };
    waiting.add(go);
    setTimeout(go, length);
  });

  /** Post a message until it is taken; return its id. */
  async function post(message) {
    for (let tries = 0; ;) {
      let next = PAUSES[tries];
      try {
        const answer = await fetch(`${API}/messages`, {
          method: "POST", body: message, headers: { "Content-Type": "application/json" },
        });
        if (answer.ok) return (await answer.json()).id;
        if (answer.status === 429) { // many write from here: it is our turn later, and not all at once
          slow(true);
          next = Math.min(Number(answer.headers.get("Retry-After")) || 5, 60) * 1000 * (1 + Math.random());
        } else if (answer.status < 500) throw new RangeError("refused");
        else tries += 1;
      } catch (error) {
        if (error instanceof RangeError) throw error;
        tries += 1;
      }
      if (next === undefined) throw new Error("not sent");
      if (tries > 1) connected(false);
      await wait(next);
    }
  }

  return {
    refresh,
    /** Send one message; tries again under the same name, so it is never taken twice. */
    async send(body) {
      const what = JSON.stringify(body), name = lost?.what === what ? lost.name : random(8);
      lost = { what, name }; // what is sent again by hand, because it seemed lost, keeps its name
      const id = await post(JSON.stringify({ channel, sender, id: name, ...body }));
      if (lost && lost.name === name) lost = null;
      slow(false);
      connected(true);
      pause = SOON;
      refresh(id - 1).catch(() => connected(false));
      if (!stream) look();
    },
    /** While nobody looks (`yes`), hold no connection and look seldom. */
    rest(yes) {
      resting = yes;
      start();
    },
    end() {
      ended = true;
      quit();
      clearInterval(watch);
      document.removeEventListener("visibilitychange", turned);
      window.removeEventListener("offline", parted);
      window.removeEventListener("online", back);
    },
  };
}
