// The citizen's web chat page.
import { composer } from "./composer.js";
import { frame } from "./frame.js";
import { citizen, talk } from "./talk.js";
import { thread } from "./thread.js";

const { words, language, origins } = JSON.parse(document.getElementById("setup").textContent);
const log = document.getElementById("log"), empty = document.getElementById("empty");
let offline = false, away = false;

const conversation = talk({
  channel: "web",
  sender: citizen("web"),
  show(lines) {
    if (lines.length) empty.hidden = true;
    view.show(lines);
    if (away && lines.some(line => line.direction === "out")) around?.news();
  },
  connected(well) {
    if (well !== offline) return;
    offline = !well;
    box.tell(well ? "" : words.offline);
  },
  slow: waits => box.tell(waits ? words.slow : ""),
});
const box = composer({ send: conversation.send, words });
const view = thread({
  log, scroll: document.getElementById("scroll"), words, language, locate, only: true,
  press: button => box.say({ button }),
});
const turn = gone => () => { if (gone !== away) { away = gone; conversation.rest(gone); } };
const around = origins.length && parent !== window ? frame({ origins, opened: turn(false), closed: turn(true) }) : null;

function locate() {
  if (!navigator.geolocation) return box.tell(words["no-location"]);
  box.tell(words.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => box.say({ location: { lat: coords.latitude, lon: coords.longitude } }),
    () => box.tell(words["no-location"]),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
}
document.getElementById("locate").addEventListener("click", locate);
