// The console's small conveniences; every page works without them.
import "./alarm.js";
import "./live.js";
import { cost, plain } from "../look/sms.js";

const lines = document.querySelector(".lines");
if (lines && !lines.querySelector(".hit")) lines.scrollTop = lines.scrollHeight; // the newest words first

/** Tell others that this conversation is looked at, how far it was read, and that somebody types. */
const seen = document.getElementById("seen"), address = seen?.form.action.replace(/reply$/, "look");
let typed = 0, told = "";
async function looking() {
  const last = [...document.querySelectorAll(".lines .said")].at(-1)?.id.slice(1);
  if (last) seen.value = last; // what stands here has been seen
  if (document.visibilityState === "visible") {
    const body = new URLSearchParams({ seen: seen.value, ...(Date.now() - typed < 5000 && { types: "1" }) });
    try {
      await fetch(address, { method: "POST", body });
      if (told !== seen.value) document.dispatchEvent(new Event("read"));
      told = seen.value;
    } catch { /* the next one will tell */ }
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
