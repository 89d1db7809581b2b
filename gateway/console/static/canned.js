// "/" at the start of a reply opens the replies with a shortcut; the select does without script.
const box = document.getElementById("reply"), list = document.getElementById("canned");
if (box && list) {
  const choose = document.getElementById("canned-id");
  const every = [...choose.options].filter(each => each.value).map(each => (
    { id: each.value, shortcut: each.dataset.shortcut, text: each.dataset.text }));
  let shown = [], at = 0;

  /** Show the replies whose shortcut or words hold what was typed after the slash. */
  function look() {
    const wanted = box.value.startsWith("/") && !box.value.includes("\n") ? box.value.slice(1).toLowerCase() : null;
    shown = wanted === null ? [] : every.filter(each =>
      each.shortcut.includes(wanted) || each.text.toLowerCase().includes(wanted)).slice(0, 8);
    at = Math.min(at, Math.max(0, shown.length - 1));
    list.replaceChildren(...shown.map((each, number) => {
      const row = document.createElement("li"), name = document.createElement("b");
      row.id = `canned-${number}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(number === at));
      name.textContent = `/${each.shortcut} `;
      row.append(name, each.text); // text, never markup
      row.addEventListener("mousedown", event => { event.preventDefault(); take(number); });
      return row;
    }));
    list.hidden = !shown.length;
    if (list.hidden) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", `canned-${at}`);
  }

  function take(number) {
    box.value = shown[number].text;
    choose.value = shown[number].id;
    shown = [];
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  box.addEventListener("input", look);
  box.addEventListener("blur", () => { list.hidden = true; });
  box.addEventListener("keydown", event => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { at = (at + step + shown.length) % shown.length; look(); }
    else if (event.key === "Enter" || event.key === "Tab") take(at);
    else if (event.key === "Escape") { box.value = ""; look(); }
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  choose.addEventListener("change", () => {
    const chosen = every.find(each => each.id === choose.value);
    if (chosen) { box.value = chosen.text; box.dispatchEvent(new Event("input", { bubbles: true })); box.focus(); }
  });
}
