// One key for what is done often. Elements say their key themselves (data-key); none works while
// somebody types, and all can be switched off in the list that "?" opens.
const help = document.getElementById("keys"), OFF = "kentongan-keys-off";
const rows = () => [...document.querySelectorAll("[data-item], .list .row[id]")].filter(each => each.checkVisibility());
const isOff = () => localStorage.getItem(OFF) === "1";
const typing = spot => spot.closest?.("textarea, select, [contenteditable], input:not([type=checkbox])");

/** The row that is open or has the focus; -1 if none has. */
function here(every) {
  const focused = every.findIndex(each => each.contains(document.activeElement));
  return focused >= 0 ? focused : every.findIndex(each => each.ariaCurrent === "true");
}

/** Go to the next or the previous row: open a conversation, focus a text. */
function move(step) {
  const every = rows(), at = here(every);
  const row = every[at < 0 ? (step > 0 ? 0 : every.length - 1) : at + step];
  if (!row) return;
  if (row.href) return location.assign(row.href);
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** Find what has this key: in the row with the focus first, then in a list's first row. */
function called(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`, every = rows();
  const near = every[here(every)]?.querySelector(wanted);
  return near ?? [...document.querySelectorAll(wanted)].find(each => !each.disabled);
}

function press(spot) {
  const folded = spot.closest("details");
  if (folded && spot.tagName !== "SUMMARY") folded.open = true;
  if (typing(spot)) return spot.focus();
  if (spot.hasAttribute("data-then-next")) { // the server leads on to the row after this one
    const every = rows(), list = every[here(every)]?.closest("ul");
    const same = every.filter(each => each.closest("ul") === list), next = same[here(same) + 1];
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "next" });
    field.value = next?.id.replace(/^row-/, "") ?? "";
    spot.form.append(field);
  }
  spot.click();
}

function escape() {
  const spot = document.activeElement;
  if (typing(spot)) spot.blur();
  else called("Escape")?.click();
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  if (isOff() || event.isComposing) return;
  if (event.key === "Escape") return escape();
  if (typing(event.target)) return;
  if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
  const spot = event.key === "Enter" || event.key === " " ? null : called(event.key);
  if (!spot || event.repeat) return;
  event.preventDefault();
  press(spot);
});

if (help) {
  const open = document.getElementById("keys-open"), off = document.getElementById("keys-off");
  open.hidden = false;
  open.addEventListener("click", () => { off.checked = isOff(); help.showModal(); });
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : ""));
  document.getElementById("keys-close").addEventListener("click", () => help.close());
}
// A list of texts goes on where it was left.
if (document.querySelector("[data-item]") && document.querySelector(".told")) rows()[0]?.focus({ preventScroll: true });
