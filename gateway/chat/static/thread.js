// The thread of a conversation: bubbles, buttons, places, photos. Text only ever becomes text.

/** Return an element with attributes and children (strings become text). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(child => child != null && child !== ""));
  return element;
}

/** Return a thread in `log`. `press(button, label)`, `locate()` and `pick(id)` are told of clicks. */
export function thread({ log, scroll, words, language, press, locate, pick, note, only }) {
  const labels = new Map(), shown = new Map();
  const clock = at => new Date(at * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  let low = true; // whether the newest message is in sight: then it stays in sight
  const down = () => { if (low && log.childElementCount) scroll.scrollTop = scroll.scrollHeight; };
  scroll.onscroll = () => { low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60; };
  new ResizeObserver(down).observe(scroll);
  const who = { citizen: words.you, bot: words.bot, operator: words.operator };

  function said(line) {
    if (line.text) return line.text;
    if (line.button) return labels.get(line.button) ?? line.button;
    if (line.location) return `${words.location}: ${line.location.lat.toFixed(5)}, ${line.location.lon.toFixed(5)}`;
    return "";
  }

  function photos(line) {
    return (line.attachments ?? []).map(each => each.kind === "photo" && each.url.startsWith("/media/")
      ? make("img", { src: each.url, alt: words.photo, loading: "lazy" })
      : `[${words.photo}]`);
  }

  function choices(line) {
    const buttons = line.choices.map(({ button, label }) => {
      labels.set(button, label);
      return make("button", { type: "button", class: "choice", onclick: () => press(button, label) }, label);
    });
    if (line.location_label) {
      buttons.push(make("button", { type: "button", class: "choice", onclick: locate }, `⌖ ${line.location_label}`));
    }
    return buttons.length ? make("div", { class: "choices" }, ...buttons) : null;
  }

  function built(line) {
    const inner = [make("span", { class: "hidden-words" }, `${who[line.author]}: `), said(line), ...photos(line)];
    const bubble = pick
      ? make("button", { type: "button", class: "bubble", onclick: () => pick(line.id) }, ...inner)
      : make("div", { class: "bubble" }, ...inner);
    const meta = make("p", { class: "meta" },
      make("time", { datetime: new Date(line.at * 1000).toISOString() }, clock(line.at)),
      line.author === "operator" ? ` · ${words.operator}` : "", note?.(line) ?? "");
    return make("div", { class: `line ${line.direction} ${line.author}`, "data-id": line.id },
      bubble, meta, line.direction === "out" ? choices(line) : null);
  }

  return {
    said,
    /** Show new messages and replace changed ones, in the order of their ids. */
    show(lines) {
      for (const line of lines) {
        const element = built(line), before = shown.get(line.id);
        if (before) before.replaceWith(element);
        else {
          const next = [...log.children].find(other => Number(other.dataset.id) > line.id);
          log.insertBefore(element, next ?? null);
        }
        shown.set(line.id, element);
      }
      // On some channels only the newest message has buttons that still mean something.
      if (only) [...log.children].slice(0, -1).forEach(each => each.querySelector(".choices")?.remove());
      if (lines.some(line => line.direction === "in" && line.id === Math.max(...shown.keys()))) low = true;
      down();
    },
    /** Mark the message that is looked at. */
    mark(id) {
      for (const [each, element] of shown) {
        element.classList.toggle("picked", each === id);
        element.querySelector("button.bubble")?.setAttribute("aria-pressed", String(each === id));
      }
    },
  };
}
