// The channel simulator: a phone on the left, what the gateway made of it on the right.
import { cost } from "../look/sms.js";
import { composer } from "./composer.js";
import { inspector } from "./inspector.js";
import { citizen, talk } from "./talk.js";
import { thread } from "./thread.js";

const at = id => document.getElementById(id);
const { words, language } = JSON.parse(at("setup").textContent);
const phone = at("phone"), log = at("log"), place = at("place");
let channel, conversation, view, look;

const box = composer({
  send: body => conversation.send(body),
  words,
  typed(text) {
    const { alphabet, segments, letters } = cost(text);
    at("cost").textContent = `${letters} ${words.letters} · ${letters ? segments : 0} SMS · ${alphabet}`;
  },
});

function open(name, fresh = false) {
  conversation?.end();
  channel = name;
  const sender = citizen(channel, fresh), lines = new Map();
  phone.dataset.channel = channel;
  at("who").textContent = sender;
  at("empty").hidden = false;
  at("cost").hidden = channel !== "sms";
  at("photo-label").hidden = at("locate").hidden = channel === "sms";
  place.hidden = true;
  log.replaceChildren();
  at("scroll").scrollTop = 0;
  view = thread({
    log, scroll: at("scroll"), words, language, only: channel === "web",
    locate: places,
    press: button => box.say({ button }),
    pick: id => look.pick(lines.get(id)?.answers ?? id),
    note: line => line.direction === "out" && channel === "sms" ? ` · ${line.sms.segments} SMS` : "",
  });
  look = inspector({ words, channel, lines, view });
  conversation = talk({
    channel, sender,
    show(came, state) {
      if (came.length) at("empty").hidden = true;
      for (const line of came) lines.set(line.id, line);
      view.show(came);
      look.changed(came, state);
      // A reply says which message it answers; that one is now understood: fetch it again.
      const answered = came.filter(line => line.answers && !lines.get(line.answers)?.heard);
      if (answered.length) again(Math.min(...answered.map(line => line.answers)) - 1);
      else if (came.some(line => line.direction === "in" && !line.heard)) later(came.at(-1).id - 1);
    },
    connected: well => box.tell(well ? "" : words.offline),
  });
  const mine = conversation;
  const again = after => mine.refresh(after).catch(() => {});
  // A message that is never answered (an operator holds the conversation) is still understood.
  let tries = 0;
  const later = after => { if (tries++ < 40) setTimeout(() => mine === conversation && again(after), 1000); };
}

function places() {
  place.hidden = !place.hidden;
  if (!place.hidden) at("spot").focus();
}
function spot() {
  const [lat, lon] = at("spot").value.split(",");
  at("lat").value = lat ?? "";
  at("lon").value = lon ?? "";
  if (!lat) at("lat").focus();
}
at("locate").addEventListener("click", places);
at("spot").addEventListener("change", spot);
place.addEventListener("submit", async event => {
  event.preventDefault();
  const [lat, lon] = ["lat", "lon"].map(id => Number(at(id).value.replace(",", ".")));
  place.hidden = !(await box.say({ location: { lat, lon } })) && !place.hidden;
});
place.addEventListener("keydown", event => {
  if (event.key === "Escape") { place.hidden = true; at("locate").focus(); }
});
at("new").addEventListener("click", () => { open(channel, true); at("words").focus(); });
at("as-test").addEventListener("click", () => look.copy());
at("channels").addEventListener("change", event => {
  location.hash = event.target.value;
});
function fromAddress() {
  const wanted = location.hash.slice(1);
  const radio = document.querySelector(`#channels [value="${CSS.escape(wanted)}"]`) ?? document.querySelector("#channels [value=sms]");
  radio.checked = true;
  open(radio.value);
}
window.addEventListener("hashchange", fromAddress);
spot();
at("words").dispatchEvent(new Event("input"));
fromAddress();
