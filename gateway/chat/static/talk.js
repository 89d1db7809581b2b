// One citizen's conversation with the gateway: sends, and tells of every message as it comes.
const API = "/api/chat";
const SOON = 800, LATE = 10_000; // milliseconds between looks where the stream is not to be had

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
export function talk({ channel, sender, show, connected }) {
  let last = 0, stream = null, timer = 0, pause = SOON, ended = false;
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

  async function look() {
    clearTimeout(timer);
    try {
      pause = (await refresh(last)) ? SOON : Math.min(pause * 1.3, LATE);
      connected(true);
    } catch { pause = LATE / 2; connected(false); }
    if (!ended && !stream) timer = setTimeout(look, pause);
  }

  function listen() {
    stream?.close();
    stream = null;
    if (!window.EventSource) return;
    stream = new EventSource(`${API}/stream?${asked(last)}`);
    stream.onopen = () => connected(true);
    stream.onmessage = event => take([JSON.parse(event.data)]);
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return; // it reconnects by itself
      stream = null; // refused (too many listeners): look now and then instead
      look();
    };
  }

  // A hidden page holds no connection; a shown one catches up first.
  const turned = () => {
    if (document.hidden) { stream?.close(); stream = null; clearTimeout(timer); } else start();
  };
  async function start() {
    try { await refresh(last); } catch { connected(false); }
    if (ended) return;
    listen();
    if (!stream) look();
  }
  document.addEventListener("visibilitychange", turned);
  start();

  return {
    refresh,
    /** Send one message; tries again with the same id, so it is never taken twice. */
    async send(body) {
      const message = JSON.stringify({ channel, sender, id: random(8), ...body });
      for (let left = 3; ; left -= 1) {
        try {
          const answer = await fetch(`${API}/messages`, {
            method: "POST", body: message, headers: { "Content-Type": "application/json" },
          });
          if (answer.ok) {
            const { id } = await answer.json();
            pause = SOON;
            refresh(id - 1).catch(() => connected(false));
            if (!stream) look();
            return;
          }
          if (answer.status < 500) throw new RangeError("refused");
        } catch (error) { if (error instanceof RangeError) throw error; }
        if (left <= 1) throw new Error("not sent");
        await new Promise(done => setTimeout(done, 1500));
      }
    },
    end() {
      ended = true;
      stream?.close();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", turned);
    },
  };
}
