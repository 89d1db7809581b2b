// The chat inside a page of another site: what the two tell each other, and nobody else.

/** Answer the page around us if it is one of `origins`; return what tells it of news. */
export function frame({ origins, opened, closed }) {
  const button = document.getElementById("close");
  let host = ""; // the origin around us, once it has said hello
  const tell = what => { if (host) parent.postMessage({ kentongan: what }, host); };
  const hear = {
    hello(origin) { host = origin; button.hidden = false; tell("ready"); },
    focus() { opened(); document.getElementById("words").focus(); },
    opened,
    closed,
  };
  window.addEventListener("message", event => {
    if (event.source !== parent || !origins.includes(event.origin)) return;
    const what = event.data?.kentongan;
    if (typeof what === "string" && Object.keys(hear).includes(what)) hear[what](event.origin);
  });
  button?.addEventListener("click", () => tell("close"));
  document.addEventListener("keydown", event => { if (event.key === "Escape") tell("close"); });
  return { news: () => tell("news") };
}
