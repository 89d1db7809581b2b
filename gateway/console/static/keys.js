// What operators do by keyboard; "?" shows it. Never while something is typed or a dialog is open.
const help = document.getElementById("keys");
const press = id => document.getElementById(id)?.click();
const focus = id => document.getElementById(id)?.focus();

/** Open the conversation after (1) or before (-1) the open one. */
function move(step) {
  const rows = [...document.querySelectorAll("a.row[id]")];
  const open = rows.findIndex(row => row.getAttribute("aria-current") === "true");
  const next = rows[open < 0 ? 0 : open + step];
  if (next) location.assign(next.href);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => focus("reply"),
  n: () => { const note = document.getElementById("note"); if (note) { note.closest("details").open = true; note.focus(); } },
  a: () => press("mine"),
  t: () => press("take"),
  e: () => press("back"),
  "/": () => focus("q"),
  "?": () => help?.showModal(),
};

document.addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing) return typing.blur();
  if (typing || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
