// The citizen's web chat page.
import { composer } from "./composer.js";
import { citizen, talk } from "./talk.js";
import { thread } from "./thread.js";

const { words, language } = JSON.parse(document.getElementById("setup").textContent);
const log = document.getElementById("log"), empty = document.getElementById("empty");
let offline = false;

const conversation = talk({
  channel: "web",
  sender: citizen("web"),
  show(lines) {
    if (lines.length) empty.hidden = true;
    view.show(lines);
  },
  connected(well) {
    if (well !== offline) return;
    offline = !well;
    box.tell(well ? "" : words.offline);
  },
});
const box = composer({ send: conversation.send, words });
const view = thread({
  log, scroll: document.getElementById("scroll"), words, language, locate, only: true,
  press: button => box.say({ button }),
});

function locate() {
  if (!navigator.geolocation) return box.tell(words["no-location"]);
  box.tell(words.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => box.say({ location: { lat: coords.latitude, lon: coords.longitude } }),
    () => box.tell(words["no-location"]),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 });
}
document.getElementById("locate").addEventListener("click", locate);
