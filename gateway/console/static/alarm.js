// Somebody new waits: the title counts them, a sentence is read aloud, and a sound is played for
// whoever switched it on. An emergency sounds again until somebody has looked at it.
const SOUND = "kentongan-sound", KNOWN = "kentongan-known", AGAIN = 6000; // milliseconds
const button = document.getElementById("sound"), news = document.getElementById("news");
const isOn = () => localStorage.getItem(SOUND) === "1";
const isAllowed = () => navigator.userActivation?.hasBeenActive ?? true; // browsers want a press first
let audio = null, alarm = 0;

/** Two short tones, or (`loud`) five high ones; from one tab of the browser. */
async function ring(loud) {
  if (!isOn() || !isAllowed()) return;
  const play = () => {
    audio ??= new AudioContext();
    const tones = loud ? [1320, 990, 1320, 990, 1320] : [660, 880];
    tones.forEach((pitch, number) => tone(pitch, audio.currentTime + 0.18 * number));
    return new Promise(done => setTimeout(done, 1200));
  };
  if (navigator.locks) await navigator.locks.request(SOUND, { ifAvailable: true }, lock => lock && play());
  else await play();
}

function tone(pitch, at) {
  const wave = audio.createOscillator(), level = audio.createGain();
  wave.frequency.value = pitch;
  level.gain.setValueAtTime(0.2, at);
  level.gain.exponentialRampToValueAtTime(0.001, at + 0.16);
  wave.connect(level).connect(audio.destination);
  wave.start(at);
  wave.stop(at + 0.17);
}

/** Take in which conversations want to be read. */
function notice() {
  const list = document.querySelector("[data-unread]");
  if (!list) return;
  const [unread, alarms] = [list.dataset.unread, list.dataset.alarms].map(ids => ids.split(" ").filter(Boolean));
  count(unread.length, list.dataset.count);
  const known = JSON.parse(sessionStorage.getItem(KNOWN) ?? "null") ?? unread;
  const fresh = unread.filter(each => !known.includes(each));
  sessionStorage.setItem(KNOWN, JSON.stringify(unread));
  if (fresh.length) {
    const told = fresh.length === 1 ? news.dataset.one : news.dataset.many.replace("#", fresh.length);
    news.textContent = ""; // the same words twice are read aloud twice
    setTimeout(() => { news.textContent = told; }, 50);
    ring(alarms.some(each => fresh.includes(each)));
  }
  clearInterval(alarm);
  alarm = alarms.length ? setInterval(ring, AGAIN, true) : 0;
}

/** The title counts what one has not read, the badge everything that waits. */
function count(unread, waiting) {
  document.title = document.title.replace(/^\(\d+\) /, "").replace(/^/, unread ? `(${unread}) ` : "");
  const badge = document.getElementById("count");
  if (badge) { badge.textContent = waiting; badge.hidden = waiting === "0"; }
}

function show() {
  button.hidden = false;
  button.ariaPressed = `${isOn()}`;
  button.title = isOn() && !isAllowed() ? button.dataset.waits : "";
}

if (button) {
  document.addEventListener("fresh", notice);
  button.addEventListener("click", () => {
    localStorage.setItem(SOUND, isOn() ? "" : "1");
    show();
    ring(false);
  });
  for (const pressed of ["pointerup", "keyup"]) document.addEventListener(pressed, show);
  show();
}
