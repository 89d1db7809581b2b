// Puts the city's chat into another site's page, at the bottom right. See docs/web-chat.md.
// Needs of that page's security policy: script-src and frame-src our origin; no inline styles.
(function () {
  "use strict";
  const WORDS = {{ words|tojson }};
  const script = document.currentScript || document.querySelector('script[src*="/chat/embed.js"]');
  if (!script || document.querySelector("[data-kentongan]")) return;
  const home = new URL(script.src).origin;
  const asked = (script.dataset.lang || document.documentElement.lang).slice(0, 2).toLowerCase();
  const language = WORDS[asked] ? asked : "id", words = WORDS[language];
  const address = `${home}/chat?lang=${language}`, KEY = "kentongan.open", PATIENCE = 2500;
  const STYLE = `
    :host { all: initial !important }
    [hidden] { display: none !important }
    * { box-sizing: border-box; font: 600 16px/1.4 system-ui, sans-serif }
    .knob, .panel { position: fixed; right: 16px; z-index: 2147483000; box-shadow: 0 4px 20px #0005 }
    .knob { bottom: 16px; width: 60px; height: 60px; padding: 0; border: 2px solid #fff; border-radius: 50%;
      background: #0b6650; color: #fff; cursor: pointer }
    .knob:hover { background: #0d3a2f }
    .knob.news::after { content: ""; position: absolute; top: 0; right: 0; width: 16px; height: 16px;
      border: 2px solid #fff; border-radius: 50%; background: #c42b2b }
    :focus-visible { outline: 3px solid #58cba8; outline-offset: 3px }
    svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2;
      stroke-linecap: round; stroke-linejoin: round; vertical-align: middle }
    .panel { bottom: 88px; display: flex; flex-direction: column; width: 390px; max-width: calc(100vw - 32px);
      height: 640px; max-height: calc(100vh - 104px); border: 1px solid #7d8886; border-radius: 14px;
      overflow: hidden; background: #eef1f0; color: #14201d }
    iframe { flex: 1; min-height: 0; width: 100%; border: 0 }
    .help { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0; padding: 10px }
    .help a, .help button { padding: 10px 12px; border: 1px solid currentColor; border-radius: 10px;
      background: none; color: inherit; text-decoration: none; cursor: pointer }
    @media (prefers-color-scheme: dark) { .panel { background: #0d1110; color: #e9efed } }
    @media (max-width: 600px), (max-height: 500px) {
      .panel { top: 0; right: 0; bottom: 0; left: 0; width: auto; height: auto; max-width: none; max-height: none;
        border: 0; border-radius: 0 }
      .knob.up { display: none }
    }
    @media (prefers-reduced-motion: no-preference) {
      .panel { animation: rise .18s ease-out }
      @keyframes rise { from { opacity: 0; transform: translateY(12px) } }
    }`;

  function make(tag, attributes, ...children) {
    const svg = tag === "svg" || tag === "path";
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  }
  const icon = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
    make("path", { d: "M21 12a8 8 0 0 1-11.5 7.2L4 21l1.700-5A8 8 0 1 1 21 12z" }));
  const knob = make("button", { type: "button", class: "knob" }, icon);
  const away = make("button", { type: "button" }, words.close);
  const help = make("p", { class: "help", hidden: "" }, words.help,
    make("a", { href: address, target: "_blank", rel: "noopener" }, words.alone), away);
  const panel = make("div", { class: "panel", role: "dialog", "aria-label": words.open, hidden: "" }, help);
  let frame = null, ready = false, shown = false;

  function name(text) { knob.setAttribute("aria-label", text); knob.title = text; }
  function tell(what) { if (frame && (ready || what === "hello")) frame.contentWindow.postMessage({ kentongan: what }, home); }

  function load() {
    frame = make("iframe", { src: `${address}&embed=1`, title: words.open, allow: "geolocation" });
    panel.prepend(frame);
    frame.addEventListener("load", () => tell("hello"));
    setTimeout(() => { help.hidden = ready; }, PATIENCE);
  }

  function turn(open, focus) {
    shown = open;
    if (open && !frame) load();
    panel.hidden = !open;
    knob.classList.toggle("up", open);
    knob.classList.remove("news");
    name(open ? words.close : words.open);
    if (focus) (open ? frame : knob).focus();
    tell(open ? focus ? "focus" : "opened" : "closed");
    try { sessionStorage.setItem(KEY, open ? "1" : ""); } catch (error) { /* then it is not remembered */ }
  }

  window.addEventListener("message", event => {
    if (!frame || event.origin !== home || event.source !== frame.contentWindow) return;
    const what = event.data && event.data.kentongan;
    if (what === "ready") {
      const first = !ready;
      ready = true;
      help.hidden = true;
      tell(!shown ? "closed" : first && root.activeElement === frame ? "focus" : "opened");
    }
    if (what === "close" && shown) turn(false, true);
    if (what === "news" && !shown) { knob.classList.add("news"); name(words.news); }
  });

  const host = make("div", { "data-kentongan": "", lang: language });
  const root = host.attachShadow({ mode: "open" });
  root.append(knob, panel);
  try {
    const sheet = new CSSStyleSheet(); // not inline: a strict policy takes it
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch (error) {
    const style = make("style", {}, STYLE);
    style.nonce = script.nonce;
    root.append(style);
  }
  name(words.open);
  knob.addEventListener("click", () => turn(!shown, true));
  away.addEventListener("click", () => turn(false, true));
  root.addEventListener("keydown", event => { if (event.key === "Escape" && shown) turn(false, true); });

  function stand() {
    document.body.append(host);
    let open = "";
    try { open = sessionStorage.getItem(KEY); } catch (error) { /* as above */ }
    if (open) turn(true, false);
  }
  if (document.body) stand(); else document.addEventListener("DOMContentLoaded", stand);
})();
