// The console's small conveniences; every page works without them.
import { cost, plain } from "../look/sms.js";

const MISSED = 15; // seconds to wait after a look that failed

/** Keep a part of the page fresh: ask again and again, swap only what changed. */
function live(part) {
  let tag = "";
  const every = Number(part.dataset.every ?? 3);

  async function look() {
    let next = every;
    try {
      const answer = await fetch(part.dataset.live, {
        headers: { "X-Fragment": "1", ...(tag && { "If-None-Match": tag }) }, cache: "no-store",
      });
      if (answer.status === 401) return location.assign("/console/login");
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        swap(part, await answer.text());
      } else if (answer.status !== 304) next = MISSED;
    } catch { next = MISSED; }
    setTimeout(look, next * 1000);
  }
  setTimeout(look, every * 1000);
  settle(part);
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

/** What follows from a part's content: the count in the title, which row is open. */
function settle(part) {
  const count = part.querySelector("[data-count]")?.dataset.count;
  if (count !== undefined) {
    document.title = document.title.replace(/^\(\d+\) /, "").replace(/^/, count === "0" ? "" : `(${count}) `);
    const badge = document.getElementById("count");
    if (badge) { badge.textContent = count; badge.hidden = count === "0"; }
  }
  if (part.dataset.open) document.getElementById(`row-${part.dataset.open}`)?.setAttribute("aria-current", "true");
}

for (const part of document.querySelectorAll("[data-live]")) live(part);

const lines = document.querySelector(".lines");
if (lines) lines.scrollTop = lines.scrollHeight; // the newest words first

/** Tell others that this conversation is looked at, how far it was read, and that somebody types. */
const seen = document.getElementById("seen"), address = seen?.form.action.replace(/reply$/, "look");
let typed = 0;
async function looking() {
  const last = [...document.querySelectorAll(".lines .said")].at(-1)?.id.slice(1);
  if (last) seen.value = last; // what stands here has been seen
  if (document.visibilityState === "visible") {
    const body = new URLSearchParams({ seen: seen.value, ...(Date.now() - typed < 5000 && { types: "1" }) });
    try { await fetch(address, { method: "POST", body }); } catch { /* the next one will tell */ }
  }
  setTimeout(looking, 5000);
}
if (seen && !document.querySelector(".answered")) setTimeout(looking, 500);
const reply = document.getElementById("reply");
if (reply?.dataset.gsm7) {
  const counter = document.getElementById("cost"), becomes = document.getElementById("becomes");
  const hint = counter.textContent;
  const count = () => {
    const text = plain(reply.value).slice(0, Number(reply.dataset.length));
    const { letters, segments, alphabet } = cost(text);
    counter.textContent = text ? `${letters} ${reply.dataset.gsm7} · ${segments} SMS · ${alphabet}` : hint;
    becomes.hidden = text === reply.value.trim();
    becomes.textContent = `${becomes.dataset.label} ${text}`;
  };
  reply.addEventListener("input", count);
  count(); // words may stand there already: typed before this ran, or kept by the browser
}
reply?.addEventListener("input", () => { typed = Date.now(); });
reply?.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) reply.form.requestSubmit();
});
/** What a text costs as an SMS, told under it while it is written. */
for (const field of document.querySelectorAll("[data-cost]")) {
  const told = field.parentElement.querySelector("output");
  const count = () => {
    const { letters, segments, alphabet } = cost(plain(field.value));
    told.textContent = field.value.trim() ? `${letters} ${field.dataset.cost} · ${segments} SMS · ${alphabet}` : "";
  };
  field.addEventListener("input", count);
  count();
}
// A second press must not send a second message; coming back by the history must not stay locked.
document.addEventListener("submit", event => {
  const { submitter } = event;
  if (submitter) setTimeout(() => { submitter.disabled = true; });
});
window.addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
